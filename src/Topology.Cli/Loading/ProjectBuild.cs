using System.Diagnostics;

namespace Topology.Cli.Loading;

/// <summary>Builds a project with the installed SDK; the build's output is shown only when it fails.</summary>
internal static class ProjectBuild
{
    private const string Configuration = "Release";

    /// <returns>The path of the built assembly.</returns>
    public static Task<string> RunAsync(string project, CancellationToken token) =>
        MakeAsync("Building", project, ["build", project, "-t:Build", "-getProperty:TargetPath"], answer => answer, token);

    /// <summary>Into a folder, with everything that the assembly needs.</summary>
    /// <returns>The path of the assembly in the folder.</returns>
    public static Task<string> PublishAsync(string project, string folder, CancellationToken token) =>
        MakeAsync("Publishing", project, ["publish", project, "-o", folder, "-getProperty:TargetFileName"], answer => Path.Combine(folder, answer), token);

    private static async Task<string> MakeAsync(string doing, string project, string[] request, Func<string, string> target, CancellationToken token)
    {
        await Console.Error.WriteLineAsync($"{doing} {Path.GetFileNameWithoutExtension(project)} …").ConfigureAwait(false);
        await using var turn = await BuildTurn.TakeAsync(TimeProvider.System, token).ConfigureAwait(false);

        // One call builds and answers; MSBuild prints the answer alone when all went well.
        string[] arguments = [.. request, "-c", Configuration, "-v", "quiet", "-nodeReuse:false"];
        var (exitCode, output) = await DotnetAsync(arguments, Path.GetDirectoryName(project)!, token).ConfigureAwait(false); // not null: a full path of a file
        if (exitCode != 0)
            throw CliException.Failed($"{doing} '{project}' failed:{Environment.NewLine}{output.TrimEnd()}");

        var assembly = target(output.Trim());
        return File.Exists(assembly)
            ? assembly
            : throw CliException.Failed($"'{project}' was built, but its assembly was not found; by MSBuild's word it is '{assembly}'. Name the .dll instead.");
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
