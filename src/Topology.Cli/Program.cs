using Topology.Cli;
using Topology.Cli.Commands;
using Topology.Cli.Running;

CrashReport.Install(args);
var exitCode = await CommandLine.InvokeAsync(args, Terminal.OfProcess());

// Not "return": a thread that a topology left behind must not keep the process.
Environment.Exit(exitCode);
