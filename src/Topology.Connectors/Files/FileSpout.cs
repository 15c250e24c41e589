using Topology.Connectors.Files;

namespace Topology.Connectors;

/// <summary>Emits the lines of files in UTF-8, without their ends (\n or \r\n); completes after the last one, unless it follows.</summary>
/// <remarks>
/// <para>A position is the offset of a line in bytes, so a file may grow but must not change before it. Files given by path are dealt to the tasks in turn: task k of n reads
/// the files k, k + n … Files found by pattern go to the task that a hash of their name says, so that files added later move no others; they are found when the task starts.</para>
/// <para>A file that is missing, cannot be read, is shorter than its position or has too long a line is a <see cref="ConnectorException"/>. Bytes that are not UTF-8
/// become U+FFFD; a byte order mark is left out.</para>
/// </remarks>
public sealed class FileSpout : PositionedSpout<string>
{
    private const int TurnOfFollowed = 64; // lines

    private static readonly Fields Line = new("line");
    private static readonly Fields LineWithOrigin = new("line", "file", "offset");

    private readonly Func<int, int, string[]> _list;
    private readonly FileSpoutOptions _options;

    private FileSpout(Func<int, int, string[]> list, FileSpoutOptions? options)
    {
        _list = list;
        _options = options ?? new FileSpoutOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxLineBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxLineBytes, 1 << 30, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxEmits, 1, nameof(options));
    }

    /// <summary>Reads one file, by the task with index 0.</summary>
    /// <param name="path">Relative to the worker's current folder, or absolute.</param>
    /// <param name="options">Null: the defaults.</param>
    public FileSpout(string path, FileSpoutOptions? options = null)
        : this(Dealt([path]), options)
    {
    }

    /// <summary>Reads several files, each by one task.</summary>
    /// <param name="paths">Distinct; relative to the worker's current folder, or absolute.</param>
    /// <param name="options">Null: the defaults.</param>
    public static FileSpout Of(IEnumerable<string> paths, FileSpoutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new FileSpout(Dealt([.. paths]), options);
    }

    /// <summary>Reads all files of a folder that match a pattern when the task starts.</summary>
    /// <param name="folder">Must exist; folders below it are not looked at.</param>
    /// <param name="pattern">With * and ?, such as "*.log".</param>
    /// <param name="options">Null: the defaults.</param>
    public static FileSpout Matching(string folder, string pattern, FileSpoutOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return new FileSpout((index, count) => FolderListing.Of(folder, pattern, index, count), options);
    }

    /// <inheritdoc/>
    protected override Fields OutputFields => _options.WithOrigin ? LineWithOrigin : Line;

    /// <inheritdoc/>
    protected override int MaxEmits => _options.MaxEmits;

    /// <inheritdoc/>
    protected override int TurnLength => _options.Follow ? TurnOfFollowed : int.MaxValue;

    /// <inheritdoc/>
    protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount)
    {
        try
        {
            return _list(taskIndex, taskCount);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Component \"{Context.ThisComponentId}\" cannot list its files: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    protected override SplitReader<string> Open(string split, long? position) =>
        new FileLineReader(Context.ThisComponentId, split, position ?? 0, _options);

    /// <inheritdoc/>
    protected override void SetValues(in SourceItem<string> item, Span<Value> values)
    {
        values[0] = item.Item;
        if (!_options.WithOrigin)
            return;
        values[1] = item.Split;
        values[2] = item.Position;
    }

    private static Func<int, int, string[]> Dealt(string[] paths)
    {
        if (paths.Length == 0 || Array.Exists(paths, string.IsNullOrEmpty) || paths.Distinct(StringComparer.Ordinal).Count() < paths.Length)
            throw new ArgumentException("There must be a file, and each must have a path of its own.", nameof(paths));
        return (index, count) => [.. paths.Where((_, at) => at % count == index)];
    }
}
