using System.Security.Cryptography;
using System.Text;

namespace Topology.Cli.Loading;

/// <summary>
/// The right to build, held by one process of a user at a time: two builds that write the same obj folder – of one
/// project, or of two that share a reference – would corrupt each other. Given back by disposing, or by the process's end.
/// </summary>
internal sealed class BuildTurn : IAsyncDisposable
{
    /// <summary>Seldom waited for, and a build takes seconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than the builds of a few others before us; then something is wrong that waiting does not mend.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly FileStream held;

    private BuildTurn(FileStream held) => this.held = held;

    // By user, because another one's file could not be opened. Never deleted: whoever waits has it open or will open it.
    private static string LockFile { get; } = Path.Combine(Path.GetTempPath(), $"topology-build-{UserHash()}.lock");

    public static async Task<BuildTurn> TakeAsync(TimeProvider time, CancellationToken token)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new BuildTurn(new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e is not DirectoryNotFoundException)
            {
                // Another process builds: the one IOException that is to be expected, and no property tells it from others.
                if (time.GetElapsedTime(start) > LongestWait)
                    throw CliException.Failed($"No turn to build within {LongestWait.TotalMinutes:0} minutes; another build holds '{LockFile}': {e.Message}", e);

                await Task.Delay(Pause, time, token).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();

    // A user's name may hold characters that a file's may not.
    private static string UserHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.UserName)))[..16];
}
