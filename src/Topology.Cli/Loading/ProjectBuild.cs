using System.Diagnostics;

namespace Topology.Cli.Loading;

/// <summary>Builds a project with the installed SDK; the build's output is shown only when it fails.</summary>
internal static class ProjectBuild
{
    private const string Configuration = "Release";

    /// <returns>The path of the built assembly.</returns>
    public static async Task<string> RunAsync(string project, CancellationToken token)
    {
        var build = await DotnetAsync(["build", project, "-c", Configuration, "--nologo", "-v", "quiet"], token).ConfigureAwait(false);
        if (build.ExitCode != 0)
            throw CliException.Failed($"Building '{project}' failed:{Environment.NewLine}{build.Output.TrimEnd()}");

        var query = await DotnetAsync(["msbuild", project, "-nologo", $"-p:Configuration={Configuration}", "-getProperty:TargetPath"], token).ConfigureAwait(false);
        var target = query.Output.Trim();
        return query.ExitCode == 0 && File.Exists(target)
            ? target
            : throw CliException.Failed($"'{project}' was built, but its assembly was not found; MSBuild says TargetPath is '{target}'. Name the .dll instead.");
    }

    private static async Task<(int ExitCode, string Output)> DotnetAsync(string[] arguments, CancellationToken token)
    {
        var start = new ProcessStartInfo(Dotnet(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
            var output = process.StandardOutput.ReadToEndAsync(token);
            var error = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw CliException.Failed("A project folder needs the .NET SDK to be built, and 'dotnet' could not be started. Install it, or name a built .dll.", e);
        }
    }

    // The host that runs us, if it says so, else the one on the path.
    private static string Dotnet() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
