using Topology.Cli.Commands;

return await CommandLine.InvokeAsync(args);
