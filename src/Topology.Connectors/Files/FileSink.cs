using Topology.Connectors.Durability;
using Topology.Connectors.Files;

namespace Topology.Connectors;

/// <summary>Writes a line for each tuple into parts in a folder. A part is hidden until it is complete, and appears at once and whole.</summary>
/// <remarks>
/// <para>Effectively once: a transaction's parts appear when its checkpoint is complete, each line once. Their names are component-task-checkpoint-number. The
/// source is replayed after a failure, so what was written and not committed is discarded. Parts of tasks that there are no longer, as the component has fewer now, are published or discarded by the others.</para>
/// <para>At least once: a part appears when it is large enough, on a tick, after <see cref="FileSinkOptions.PublishAfter"/>, before a checkpoint and in Cleanup; its name has checkpoint 0. A tuple
/// is acked once its line is on disk. What a former instance left is published too, without a torn last line. At most once: the same, but a tuple is acked at once.</para>
/// <para>Two topologies cannot share a folder if they have components of the same name, nor can a topology with transactions that is submitted anew with its predecessor.</para>
/// </remarks>
public sealed class FileSink : Bolt, ITransactionalSink
{
    private readonly string _path;
    private readonly Func<StreamTuple, string> _format;
    private readonly FileSinkOptions _options;
    private readonly List<string> _closed = []; // of this transaction, not prepared
    private List<PartName> _prepared = [];
    private SinkInputs _inputs = null!; // set by Prepare, which comes before any other call
    private PartFolder _folder = null!; // likewise
    private FlushTimer _timer = null!; // likewise
    private string _component = "";
    private int _task;
    private int _tasks;
    private long? _restored;
    private PartWriter? _part;
    private long _nextOpen;
    private long _nextPublished;

    /// <summary>Writes to a folder, which is made if it is not there.</summary>
    /// <param name="folder">On a file system that all tasks of the component may write to, also after they move to another node.</param>
    /// <param name="format">Makes a line, without its end, of a tuple. All tasks share it and call it from their own threads. A <see cref="FailedException"/> fails the tuple.</param>
    /// <param name="options">Null: the defaults.</param>
    public FileSink(string folder, Func<StreamTuple, string> format, FileSinkOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(format);
        _path = folder;
        _format = format;
        _options = options ?? new FileSinkOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxPartBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.SyncAfter, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.PublishAfter, TimeSpan.Zero, nameof(options));
    }

    /// <summary>Declares nothing: a sink emits nothing.</summary>
    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        ArgumentNullException.ThrowIfNull(context);
        _inputs = new SinkInputs(context.Config.Guarantee, collector);
        _component = context.ThisComponentId;
        (_task, _tasks, _restored) = (context.ThisTaskIndex, context.GetComponentTasks(_component).Count, context.RestoredCheckpoint);
        _timer = new FlushTimer(context, _options.PublishAfter, PublishPart);
        Checked("be prepared", () =>
        {
            _folder = new PartFolder(_path, _component, context.ThisTaskIndex, _options.Extension);
            if (_inputs.AreTransactional)
                _prepared = _folder.FindPrepared();
            else
                PublishLeftOvers();
        });
    }

    /// <inheritdoc/>
    public override void Execute(StreamTuple input)
    {
        if (input.IsTick)
        {
            _inputs.AckNow(input);
            if (!_inputs.AreTransactional)
                PublishPart();
        }
        else if (_inputs.TryRead(input, _format, out var line))
        {
            Checked("be written to", () => Write(line));
        }
    }

    /// <summary>Begins nothing: the first line does.</summary>
    public void Begin() { }

    /// <inheritdoc/>
    public void Prepare(long checkpointId)
    {
        if (!_inputs.AreTransactional)
        {
            PublishPart();
            return;
        }
        Checked($"take the parts of checkpoint {checkpointId}", () =>
        {
            ClosePart();
            foreach (var open in _closed)
            {
                var part = _folder.Name(checkpointId, _prepared.Count(other => other.Checkpoint == checkpointId));
                _folder.Prepare(open, part);
                _prepared.Add(part);
            }
            if (_closed.Count > 0)
                _folder.Sync();
            _closed.Clear();
        });
    }

    /// <inheritdoc/>
    public void Commit(long checkpointId)
    {
        var ready = _prepared.Where(part => part.Checkpoint <= checkpointId).ToArray();
        if (ready.Length == 0)
            return;
        Checked($"publish the parts of checkpoint {checkpointId}", () =>
        {
            foreach (var part in ready)
                _folder.Publish(part);
            _folder.Sync();
        });
        _prepared.RemoveAll(part => part.Checkpoint <= checkpointId);
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (!_inputs.AreTransactional)
            return;
        _part?.Dispose();
        _part = null;
        Checked("be cleared of what was not committed", () =>
        {
            foreach (var open in _folder.FindOpen())
                File.Delete(open);
            _prepared.ForEach(_folder.Discard);
            TakeOver();
        });
        _closed.Clear();
        _prepared.Clear();
    }

    // The component had more tasks: each of those there are now does for some of the others what these would do at their start.
    private void TakeOver()
    {
        foreach (var (task, parts) in _folder.FindVanished(_tasks))
        {
            if (task % _tasks != _task)
                continue;
            foreach (var open in parts.FindOpen())
                File.Delete(open);
            foreach (var part in parts.FindPrepared())
            {
                if (part.Checkpoint <= _restored)
                    parts.Publish(part);
                else
                    parts.Discard(part);
            }
            parts.Sync();
        }
    }

    /// <summary>Publishes the last part, unless transactions do so.</summary>
    public override void Cleanup()
    {
        _timer.Dispose();
        _inputs.Forget();
        if (!_inputs.AreTransactional)
            PublishPart();
        _part?.Dispose();
    }

    private void Write(string line)
    {
        _part ??= new PartWriter(_folder.OpenPath(_nextOpen++));
        _part.AppendLine(line);
        var isFull = _part.Length >= _options.MaxPartBytes;
        if (_inputs.AreTransactional)
        {
            if (isFull)
                ClosePart();
            return;
        }
        _timer.Arm();
        if (isFull)
            PublishPart();
        else if (_inputs.Waiting >= _options.SyncAfter)
            SyncPart(_part);
    }

    private void SyncPart(PartWriter part)
    {
        part.Sync();
        _folder.Sync();
        _inputs.AckWaiting();
    }

    private void ClosePart()
    {
        if (_part is null)
            return;
        _part.Sync();
        _part.Dispose();
        _closed.Add(_part.Path);
        _part = null;
    }

    private void PublishPart()
    {
        if (_part is null)
            return;
        Checked("take a part", () =>
        {
            ClosePart();
            _folder.Publish(_closed[0], _folder.Name(0, _nextPublished++));
            _closed.Clear();
            _folder.Sync();
        });
        _inputs.AckWaiting();
    }

    private void PublishLeftOvers()
    {
        _nextPublished = _folder.FindPublished().Where(part => part.Checkpoint == 0).Select(part => part.Number + 1).DefaultIfEmpty().Max();
        foreach (var open in _folder.FindOpen())
        {
            if (TornPart.CutLastLine(open))
                _folder.Publish(open, _folder.Name(0, _nextPublished++));
            else
                File.Delete(open);
        }
        _folder.Sync();
    }

    private void Checked(string purpose, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Component \"{_component}\": folder \"{_path}\" cannot {purpose}: {error.Message}", error);
        }
    }
}
