using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Topology.Clustering.Packages.Loading;

namespace Topology.Clustering.Packages;

/// <summary>How to start our own executable.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Put before the command, such as the path of topology.dll.</param>
public sealed record ProgramCommand(string FileName, IReadOnlyList<string> Arguments);

/// <summary>Looks at a package in a process of its own, so that users' code never runs in the master. Any thread.</summary>
/// <param name="program">How to start our own executable, which knows the command describe.</param>
/// <param name="time">Measures the limit.</param>
public sealed class BlueprintProcess(ProgramCommand program, TimeProvider time)
{
    /// <summary>Bytes of standard output; a graph of 65,535 tasks has far less.</summary>
    private const int MostOutput = 4 << 20;

    /// <summary>Characters of standard error kept, the last ones: enough for a stack trace.</summary>
    private const int MostError = 4000;

    /// <summary>For a pipe that a process left behind by the child still holds: what there is to read is there.</summary>
    private static readonly TimeSpan PipeWait = TimeSpan.FromSeconds(2);

    /// <value>How long it may take, the start of the process included; 30 s. A definition that loads a model takes a few.</value>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts the process and waits for its answer.</summary>
    /// <param name="spec">What to look at.</param>
    /// <param name="token">Ends the process and its children.</param>
    /// <exception cref="TopologyLoadException">The topology is wrong, or its code crashes, hangs, or prints too much.</exception>
    public async Task<DescribedTopology> RunAsync(DescribeSpec spec, CancellationToken token = default)
    {
        var file = await WriteAsync(spec, token).ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
            using var process = Start(spec, file);
            try
            {
                return await AnswerAsync(process, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!token.IsCancellationRequested)
            {
                throw TopologyLoadException.Failed($"The topology's code did not come to an end within {Limit.TotalSeconds:0.#} s, while it was loaded and its graph built.", e);
            }
            finally
            {
                Kill(process);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> WriteAsync(DescribeSpec spec, CancellationToken token)
    {
        var path = Path.Combine(Path.GetTempPath(), $"topology-describe-{Guid.NewGuid():N}.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        await using (file.ConfigureAwait(false))
            await JsonSerializer.SerializeAsync(file, spec, DescribeAnswer.Json, token).ConfigureAwait(false);
        return path;
    }

    private Process Start(DescribeSpec spec, string file)
    {
        var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, "describe", "--spec", file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.Folder,
        };
        ChildEnvironment.Clean(start.Environment);
        start.Environment["DOTNET_NOLOGO"] = "1";
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw TopologyLoadException.Failed($"The process that looks at a topology cannot be started: '{program.FileName}': {e.Message}", e);
        }
    }

    private async Task<DescribedTopology> AnswerAsync(Process process, CancellationToken token)
    {
        var output = ReadOutputAsync(process.StandardOutput.BaseStream, token);
        var error = new TextTail(MostError);
        var errors = error.ReadAsync(process.StandardError, token);

        // Too much output ends it at once; otherwise the process does.
        var exit = process.WaitForExitAsync(token);
        if (await Task.WhenAny(output, exit).ConfigureAwait(false) == output)
            await output.ConfigureAwait(false);
        await exit.ConfigureAwait(false);
        try
        {
            await Task.WhenAll(output, errors).WaitAsync(PipeWait, time, token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw TopologyLoadException.Failed($"The topology's code left a process behind that holds its outputs; a graph must be built without one.{error}");
        }

        return Read(await output.ConfigureAwait(false), process.ExitCode, error);
    }

    private static async Task<string> ReadOutputAsync(Stream stream, CancellationToken token)
    {
        using var all = new MemoryStream();
        var buffer = new byte[8192]; // a pipe's writer seldom gives more at a time
        while (await stream.ReadAsync(buffer, token).ConfigureAwait(false) is var read and > 0)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MostOutput)
                throw TopologyLoadException.Failed($"The topology's code printed more than {MostOutput:N0} bytes while it was loaded and its graph built.");
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private static DescribedTopology Read(string output, int exitCode, TextTail error)
    {
        // The last one: only what is printed after ours could be another's, and we print it at the very end.
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith(DescribeAnswer.Mark, StringComparison.Ordinal))
            ?? throw TopologyLoadException.Failed($"The topology's code ended its process, with exit code {exitCode}, while it was loaded and its graph built.{error}");
        DescribeAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize<DescribeAnswer>(line.AsSpan(DescribeAnswer.Mark.Length), DescribeAnswer.Json);
        }
        catch (JsonException e)
        {
            throw TopologyLoadException.Failed($"The description of the topology cannot be read: {e.Message}{error}", e);
        }

        if (answer?.Refusal is { Message: { } message } refusal)
            throw refusal.IsUsageMistake ? TopologyLoadException.Mistake(message) : TopologyLoadException.Failed(message);
        if (answer?.Blueprint is not { } described)
            throw TopologyLoadException.Failed("The description of the topology is empty.");
        if (BlueprintCheck.Mistake(described) is { } mistake)
            throw TopologyLoadException.Failed($"The description of the topology makes no sense: {mistake}.");
        return described;
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
