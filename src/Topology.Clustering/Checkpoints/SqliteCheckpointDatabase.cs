using System.Data.Common;
using Microsoft.Data.Sqlite;
using Topology.Clustering.Packages;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Checkpoints;

/// <summary>A SQLite file, which several processes may have open.</summary>
/// <param name="file">Where; made with its folder if need be, for its user only.</param>
/// <param name="busySeconds">How long a statement waits for another process's transaction.</param>
internal sealed class SqliteCheckpointDatabase(string file, int busySeconds) : CheckpointDatabase
{
    /// <summary>SQLITE_CORRUPT: a page of the file is not as it was written.</summary>
    public const int Corrupt = 11;

    // SQLITE_..., https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    private const long LeastRoom = 64 * 1024; // of the index of its write-ahead log, which has 32 KiB at first, and of a page or two

    private readonly string _file = Path.GetFullPath(file);

    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(file), DefaultTimeout = busySeconds, ForeignKeys = true }.ToString();

    public override CheckpointText Text => CheckpointText.Sqlite;

    public override bool Exists => File.Exists(_file);

    public override string Name => $"the SQLite file {_file}";

    // What is written has reached the disk when a transaction ends. A large piece leaves no large log behind.
    protected override string ForEachConnection => "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864";

    // Stays with the file: readers and the writer do not block each other then.
    protected override string ForEachDatabase => "PRAGMA journal_mode = WAL";

    protected override DbConnection Connect() => new SqliteConnection(_connectionString);

    protected override bool MakePlace()
    {
        if (File.Exists(_file))
            return false;

        PrivateFile.MakeFolder(Path.GetDirectoryName(_file)!); // not null: a full path of a file
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // SQLite gives its other files the same
        using var stream = new FileStream(_file, options);
        return true;
    }

    protected override void ClearPool(DbConnection connection) => SqliteConnection.ClearPool((SqliteConnection)connection);

    protected override bool IsCut(Exception cause) => false;

    protected override string Explain(Exception cause) => cause switch
    {
        SqliteException full when SqlFault.IsFull(full) || (full.SqliteErrorCode is CannotOpen or InputOutput && HasNoRoom()) => $"Its disk is full: make room there, or delete old checkpoints. ({full.Message})",
        SqliteException { SqliteErrorCode: Busy or Locked } busy => $"Another process has kept it locked for {busySeconds} s: find out which, if this goes on. ({busy.Message})",
        SqliteException { SqliteErrorCode: ReadOnly } readOnly => $"It can only be read: give this process's user the right to write the file and its folder. ({readOnly.Message})",
        SqliteException { SqliteErrorCode: CannotOpen } closed => $"It cannot be opened: look at the rights of the file and its folder, and whether the folder is there. ({closed.Message})",
        SqliteException { SqliteErrorCode: InputOutput } failed => $"Its disk fails, or has no room: look at the system's log. ({failed.Message})",
        SqliteException { SqliteErrorCode: Corrupt or NoDatabase } corrupt => $"The file is damaged, or is no database: restore it from a backup, or move it away to start without checkpoints. ({corrupt.Message})",
        DbException other => other.Message,
        _ => $"Its file cannot be made: {cause.Message} Look at the rights and the room of its folder.",
    };

    // A new connection needs room for files of its own before it writes, and does not say that it is room which it lacks.
    private bool HasNoRoom()
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(_file)!).AvailableFreeSpace < LeastRoom; // not null: a full path of a file
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false; // that it cannot be told is not what went wrong
        }
    }
}
