using System.CommandLine;
using Microsoft.Extensions.Logging;
using Topology.Cli.Running;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary>What the commands of a cluster have in common: where it is, how one may talk to it, and in which form the answer is wanted.</summary>
internal sealed class ClusterConnection(Terminal terminal, TimeProvider time)
{
    public const string MastersVariable = "TOPOLOGY_MASTERS";
    public const string TokenVariable = "TOPOLOGY_TOKEN";

    /// <summary>Adds the common options, and the action.</summary>
    /// <param name="command">Complete but for them.</param>
    /// <param name="prepare">Reads the command line and refuses what is wrong with it, before anything is connected; what it returns is then run.</param>
    public void AddTo(Command command, Func<ParseResult, Func<ClusterSession, CancellationToken, Task>> prepare)
    {
        var options = new Options();
        options.AddTo(command);
        command.SetAction((parsed, token) => RunAsync(options.Read(parsed), options.IsJson(parsed), prepare(parsed), token));
    }

    /// <summary>The same for a command that also works without a cluster: where no master is named, or the other place is.</summary>
    /// <param name="command">Complete but for the common options.</param>
    /// <param name="local">Its option for the other place.</param>
    /// <param name="prepare">What is run with a cluster.</param>
    /// <param name="run">What is run without.</param>
    public void AddTo(Command command, Option local, Func<ParseResult, Func<ClusterSession, CancellationToken, Task>> prepare, Func<ParseResult, ClusterReport, CancellationToken, Task<int>> run)
    {
        var options = new Options();
        options.AddTo(command);
        command.SetAction((parsed, token) => parsed.GetResult(local) is null or { Implicit: true } && options.HasMaster(parsed)
            ? RunAsync(options.Read(parsed), options.IsJson(parsed), prepare(parsed), token)
            : run(parsed, new ClusterReport(Console.Out, terminal, options.IsJson(parsed)), token));
    }

    private async Task<int> RunAsync(TopologyClientOptions options, bool isJson, Func<ClusterSession, CancellationToken, Task> action, CancellationToken token)
    {
        using var logs = new StandardErrorLoggerFactory(LogLevel.Warning);
        await using var client = await ConnectAsync(options with { LoggerFactory = logs, TimeProvider = time }, token).ConfigureAwait(false);
        try
        {
            await action(new ClusterSession(client, new ClusterReport(Console.Out, terminal, isJson), terminal, time), token).ConfigureAwait(false);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw CliException.Failed(e.Message, e); // a handle's word for a topology that has ended
        }

        await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return ExitCode.Completed;
    }

    private static async Task<TopologyClient> ConnectAsync(TopologyClientOptions options, CancellationToken token)
    {
        try
        {
            return await TopologyClient.ConnectAsync(options, token).ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            throw CliException.WrongUsage($"--master: {e.Message}", e);
        }
    }

    /// <summary>The options of one command: the parser wants an instance each.</summary>
    private sealed class Options
    {
        private readonly Option<string[]> masters = new("--master")
        {
            Description = $"A node with the role master; may be repeated. Default: the variable {MastersVariable}, a list with commas, else {TopologyClientOptions.DefaultMaster}.",
            HelpName = "host:port",
        };

        private readonly Option<string?> tokenFile = new("--token-file")
        {
            Description = $"A file with the token that the cluster asks for. Default: the variable {TokenVariable}. Never an argument: others can read those.",
            HelpName = "file",
        };

        private readonly Option<string?> certificate = new("--certificate") { Description = "This client's certificate for TLS: PEM, or PKCS#12 without a password.", HelpName = "file" };

        private readonly Option<string?> key = new("--key") { Description = "Its private key, PEM. Default: in the same file.", HelpName = "file" };

        private readonly Option<string?> ca = new("--ca") { Description = "The authorities that may have signed the masters' certificates, PEM. Default: those the machine trusts.", HelpName = "file" };

        private readonly Option<bool> json = new("--json") { Description = "Print JSON for programs." };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { masters, tokenFile, certificate, key, ca, json })
                command.Add(option);
            if (command.Options.All(option => option.Name != TargetArguments.VerboseName))
                command.Add(new Option<bool>(TargetArguments.VerboseName) { Description = "Show errors with their stack traces." });
        }

        public bool HasMaster(ParseResult parsed) =>
            parsed.GetValue(masters) is { Length: > 0 } || !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(MastersVariable));

        public bool IsJson(ParseResult parsed) => parsed.GetValue(json);

        public TopologyClientOptions Read(ParseResult parsed) => new()
        {
            Masters = Masters(parsed.GetValue(masters) ?? []),
            Token = Token(parsed.GetValue(tokenFile)),
            Tls = Tls(parsed),
        };

        private static IReadOnlyList<string> Masters(string[] given)
        {
            if (given.Length > 0)
                return given;

            var listed = (Environment.GetEnvironmentVariable(MastersVariable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return listed.Length > 0 ? listed : [TopologyClientOptions.DefaultMaster];
        }

        private static string? Token(string? file)
        {
            var token = file is null ? Environment.GetEnvironmentVariable(TokenVariable) : ReadToken(file);
            return string.IsNullOrWhiteSpace(token) ? null : token.Trim();
        }

        private static string ReadToken(string file)
        {
            try
            {
                return File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CliException.WrongUsage($"--token-file: {e.Message}", e);
            }
        }

        private TopologyClientTls? Tls(ParseResult parsed)
        {
            if (parsed.GetValue(certificate) is { } file)
                return new TopologyClientTls { CertificateFile = Existing("--certificate", file), KeyFile = Existing("--key", parsed.GetValue(key)), CaFile = Existing("--ca", parsed.GetValue(ca)) };

            return parsed.GetValue(key) is null && parsed.GetValue(ca) is null
                ? null
                : throw CliException.WrongUsage("--ca and --key go with --certificate: with TLS the client shows a certificate, too.");
        }

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(file))]
        private static string? Existing(string option, string? file) =>
            file is null || File.Exists(file) ? file : throw CliException.WrongUsage($"{option}: there is no file '{Path.GetFullPath(file)}'.");
    }
}
