using System.Diagnostics;

namespace Topology.Cli.Loading;

/// <summary>Builds a project with the installed SDK; the build's output is shown only when it fails.</summary>
internal static class ProjectBuild
{
    private const string Configuration = "Release";

    /// <returns>The path of the built assembly.</returns>
    public static async Task<string> RunAsync(string project, CancellationToken token)
    {
        await Console.Error.WriteLineAsync($"Building {Path.GetFileNameWithoutExtension(project)} …").ConfigureAwait(false);
        await using var turn = await BuildTurn.TakeAsync(TimeProvider.System, token).ConfigureAwait(false);

        // One call builds and answers; MSBuild prints the answer alone when all went well.
        string[] arguments = ["build", project, "-c", Configuration, "-t:Build", "-getProperty:TargetPath", "-v", "quiet", "-nodeReuse:false"];
        var (exitCode, output) = await DotnetAsync(arguments, Path.GetDirectoryName(project)!, token).ConfigureAwait(false); // not null: a full path of a file
        if (exitCode != 0)
            throw CliException.Failed($"Building '{project}' failed:{Environment.NewLine}{output.TrimEnd()}");

        var target = output.Trim();
        return File.Exists(target)
            ? target
            : throw CliException.Failed($"'{project}' was built, but its assembly was not found; MSBuild says TargetPath is '{target}'. Name the .dll instead.");
    }

    private static async Task<(int ExitCode, string Output)> DotnetAsync(string[] arguments, string folder, CancellationToken token)
    {
        // The project's folder, since the SDK looks for global.json from where it is started.
        var start = new ProcessStartInfo(Dotnet(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
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
