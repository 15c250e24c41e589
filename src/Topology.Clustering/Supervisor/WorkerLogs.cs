using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>The logs of a node's workers. Workers write them by themselves, at the end (O_APPEND); this class cuts and reads them. Any thread; <see cref="Rotate"/> and <see cref="RotateInBackground"/> by one at a time.</summary>
internal sealed class WorkerLogs(SupervisorOptions options, TimeProvider time, ILogger log)
{
    /// <summary>More would not pass in one message of Akka.Remote (128,000 bytes).</summary>
    public const int MaxPieceBytes = 64 << 10;

    private static readonly TimeSpan CleanInterval = TimeSpan.FromMinutes(1); // a look at a folder, short against any age

    private readonly string _folder = Path.GetFullPath(options.LogFolder); // absolute: workers have another working folder

    private readonly LogCleaning _cleaning = new(options.EndedLogsKept, options.EndedLogsBytes);

    private Task _rotation = Task.CompletedTask;
    private DateTimeOffset _cleanedAt = DateTimeOffset.MinValue;

    /// <summary>Where the worker's log is.</summary>
    /// <exception cref="ArgumentException">The key is no plain name.</exception>
    public string PathOf(WorkerKey key) => key.IsSafe
        ? Path.Combine(_folder, key.FileName + ".log")
        : throw new ArgumentException($"\"{key.FileName}\" is no name for a worker's log.");

    /// <summary>Sees to it that the log is there, readable for the user and the group only.</summary>
    /// <returns>Where.</returns>
    public string Open(WorkerKey key)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(_folder);
        var opening = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        new FileStream(path, opening).Dispose();
        return path;
    }

    /// <summary>Reads a piece.</summary>
    /// <returns>A <see cref="LogPiece"/>, or a <see cref="RequestRefused"/>.</returns>
    public Task<object> ReadAsync(ReadNodeLog request) => Task.Run<object>(() =>
    {
        try
        {
            return Read(new WorkerKey(request.TopologyId, request.Worker), request.Offset, request.MaxBytes);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new RequestRefused(RefusalKind.NotFound, $"There is no log of worker {request.Worker} of topology \"{request.TopologyId}\" on node \"{options.Node}\".");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new RequestRefused(RefusalKind.Unavailable, $"The log of worker {request.Worker} of topology \"{request.TopologyId}\" cannot be read: {error.Message}");
        }
    });

    /// <summary>Reads a piece that ends between two characters.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="offset">In bytes; negative: so many before the end. Beyond the end, because the log was cut in the meantime: the beginning.</param>
    /// <param name="wantedBytes">At most; never more than <see cref="MaxPieceBytes"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such log, nor can there be.</exception>
    public LogPiece Read(WorkerKey key, long offset, int wantedBytes)
    {
        if (!key.IsSafe)
            throw new FileNotFoundException($"There can be no log of \"{key.FileName}\".");
        using var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (offset < 0)
            offset = Math.Max(0, length + Math.Max(offset, -length));
        else if (offset > length)
            offset = 0;
        stream.Position = offset;
        var bytes = new byte[Math.Min(Math.Clamp(wantedBytes, 0, MaxPieceBytes), length - offset)];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return new LogPiece(offset, bytes[..WholeCharacters(bytes.AsSpan(0, read))], length);
    }

    /// <summary>Cuts all that are too long, and now and then deletes those of workers that have ended, unless it is still at it.</summary>
    /// <param name="keys">All workers of this node.</param>
    public void RotateInBackground(IReadOnlyList<WorkerKey> keys)
    {
        if (!_rotation.IsCompleted)
            return;
        var isTimeToClean = time.GetUtcNow() - _cleanedAt >= CleanInterval;
        if (isTimeToClean)
            _cleanedAt = time.GetUtcNow();
        _rotation = Task.Run(() =>
        {
            RotateAll(keys);
            if (isTimeToClean)
                Clean(keys);
        });
    }

    /// <summary>Deletes logs of workers that have ended, by age and size. Not while <see cref="Open"/> may make one of a worker that is not among those given.</summary>
    /// <param name="running">All workers of this node: theirs stay.</param>
    public void Clean(IReadOnlyList<WorkerKey> running)
    {
        try
        {
            var folder = new DirectoryInfo(_folder);
            if (!folder.Exists)
                return;
            var files = folder.EnumerateFiles().Select(file => new LogFile(file.Name, file.Length, file.LastWriteTimeUtc));
            foreach (var name in _cleaning.Choose(files, running, time.GetUtcNow()))
                File.Delete(Path.Combine(_folder, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogsNotDeleted(error);
        }
    }

    /// <summary>Cuts the log if it is too long: its content is copied to FILE.1, what was there moves to FILE.2 and so on. The worker keeps its file open and goes on at the beginning,
    /// so no worker needs to know. What it writes between the last read and the cut, well under a millisecond, is lost.</summary>
    public void Rotate(WorkerKey key)
    {
        var path = PathOf(key);
        if (!File.Exists(path) || new FileInfo(path).Length <= options.LogBytes)
            return;
        using var source = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (options.LogsKept > 0)
        {
            var draft = path + ".new"; // FILE.1 is whole as soon as it is there
            using (var target = new FileStream(draft, FileMode.Create, FileAccess.Write))
                source.CopyTo(target); // up to the end as it is by then
            for (var number = options.LogsKept - 1; number >= 1; number--)
            {
                if (File.Exists($"{path}.{number}"))
                    File.Move($"{path}.{number}", $"{path}.{number + 1}", overwrite: true);
            }
            File.Move(draft, $"{path}.1", overwrite: true);
        }
        source.SetLength(0);
    }

    private void RotateAll(IReadOnlyList<WorkerKey> keys)
    {
        foreach (var key in keys.Where(key => key.IsSafe))
        {
            try
            {
                Rotate(key);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.LogNotCut(key.TopologyId, key.Worker, error);
            }
        }
    }

    /// <summary>How much of some UTF-8 does not end within a character. All of it if it is no UTF-8.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(4, text.Length); back++)
        {
            var value = text[^back];
            if (value < 0x80)
                break; // ASCII
            if (value < 0xC0)
                continue; // within a character: look for its first byte
            var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
            return back < needed && back < text.Length ? text.Length - back : text.Length;
        }
        return text.Length;
    }
}
