using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Topology.LoadTest.Local;

/// <summary>The ingest topology in a LocalCluster in a process of its own, so that its code and its garbage are not the generator's. Ends with this process.</summary>
internal sealed class LocalTarget : IAsyncDisposable
{
    public const string ChildArgument = "--serve-ingest";

    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(15);

    private readonly Process process;

    private LocalTarget(Process process, int port)
    {
        this.process = process;
        EndPoint = new DnsEndPoint("127.0.0.1", port);
    }

    public DnsEndPoint EndPoint { get; }

    public int ProcessId => process.Id;

    /// <exception cref="InvalidOperationException">It did not start; what it printed went to standard error.</exception>
    public static async Task<LocalTarget> StartAsync(CancellationToken token)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(LocalTarget).Assembly.Location); // started as: dotnet Topology.LoadTest.dll
        start.ArgumentList.Add(ChildArgument);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(token).AsTask().WaitAsync(StartsWithin, token).ConfigureAwait(false);
            return line?.StartsWith(LocalIngest.ListeningPrefix, StringComparison.Ordinal) == true
                ? new LocalTarget(process, int.Parse(line[LocalIngest.ListeningPrefix.Length..], CultureInfo.InvariantCulture))
                : throw new InvalidOperationException($"The local ingest topology did not start: {line ?? "it printed nothing"}.");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close(); // tells it to end
        try
        {
            await process.WaitForExitAsync().WaitAsync(EndsWithin).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true); // it may have been stopped by an action of the test
        }
        process.Dispose();
    }
}
