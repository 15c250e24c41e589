using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Local;
using Topology.Clustering.Observability;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Clustering;

/// <summary>Runs topologies in this process. Thread-safe.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private const string Settings = """
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.tick-duration = 50ms # nothing is timed by it but stops; each tick wakes two threads
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocalTopologyHandle> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal); // names whose checkpoints are being looked for
    private readonly ActorSystem _system;
    private readonly WorkerThreads _threads;
    private readonly EngineClock _clock;
    private readonly ILoggerFactory _loggers;
    private readonly ICheckpointStore _store;
    private readonly IStateStorage? _storage;
    private readonly string? _dataFolder; // null: other processes cannot have the same checkpoints
    private readonly ConcurrentDictionary<string, long> _imported = new(StringComparer.Ordinal); // savepoints that the next submission of the name begins with
    private readonly ConcurrentDictionary<string, CheckpointHistory> _histories = new(StringComparer.Ordinal); // of the last submission of each name
    private readonly ConcurrentDictionary<string, IDisposable> _names = new(StringComparer.Ordinal); // kept for this process
    private static int _submissions; // of all clusters of this process: ids are unique in it
    private bool _isDisposed;

    private LocalCluster(LocalClusterOptions options)
    {
        _loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        _clock = new EngineClock(options.TimeProvider);
        _storage = options.Storage;
        _dataFolder = options.CheckpointStore is null ? options.DataFolder : null;
        _store = options.CheckpointStore
            ?? (options.DataFolder is { } folder ? SqlCheckpointStore.OpenSqlite(Path.Combine(folder, "checkpoints.db")) : new MemoryCheckpointStore());
        _system = ActorSystem.Create("topology-local", ConfigurationFactory.ParseString(Settings));
        _threads = new WorkerThreads(_clock, options.Threads ?? Environment.ProcessorCount);
    }

    /// <summary>Threads that run executors, blocked ones included.</summary>
    internal int LiveThreads => _threads.LiveThreads;

    /// <summary>Starts a cluster; takes a fraction of a second.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="token">Gives up.</param>
    public static Task<LocalCluster> StartAsync(LocalClusterOptions? options = null, CancellationToken token = default)
    {
        options ??= new LocalClusterOptions();
        if (options.Threads is < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "LocalClusterOptions.Threads must be at least 1, or null for one per core.");
        token.ThrowIfCancellationRequested();
        return Task.FromResult(new LocalCluster(options));
    }

    /// <summary>Runs a topology that has no arguments.</summary>
    /// <inheritdoc cref="SubmitAsync(string, TopologyConfig, TopologySpec, TopologyArguments, CancellationToken)"/>
    public Task<ITopologyHandle> SubmitAsync(string name, TopologyConfig config, TopologySpec spec, CancellationToken token = default) =>
        SubmitAsync(name, config, spec, TopologyArguments.Empty, token);

    /// <summary>Runs the topology a definition describes.</summary>
    /// <param name="definition">Asked for its configuration, then for its graph.</param>
    /// <param name="arguments">Given to the definition and to components; null: none.</param>
    /// <param name="overrides">Used instead of what <see cref="TopologyDefinition.Configure"/> would give; null: that.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <inheritdoc cref="SubmitAsync(string, TopologyConfig, TopologySpec, TopologyArguments, CancellationToken)"/>
    public Task<ITopologyHandle> SubmitAsync(
        TopologyDefinition definition, TopologyArguments? arguments = null, TopologyConfig? overrides = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        arguments ??= TopologyArguments.Empty;
        var config = overrides ?? definition.Configure(new TopologyConfig(), arguments);
        var builder = new TopologyBuilder();
        definition.Define(builder, arguments);
        return SubmitAsync(definition.Name, config, builder.Build(), arguments, token);
    }

    /// <summary>Runs a topology.</summary>
    /// <param name="name">Not the name of one that is running here.</param>
    /// <param name="config">Its settings.</param>
    /// <param name="spec">Its graph.</param>
    /// <param name="arguments">For components to read.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <returns>The running topology; its executors may still be in preparation.</returns>
    /// <exception cref="TopologyException">The settings cannot be used, or the name is taken.</exception>
    public async Task<ITopologyHandle> SubmitAsync(
        string name, TopologyConfig config, TopologySpec spec, TopologyArguments arguments, CancellationToken token = default)
    {
        TopologyName.Check(name);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(arguments);
        token.ThrowIfCancellationRequested();
        config.Validate();
        var plan = new TopologyPlan(spec, config);
        Reserve(name);
        try
        {
            if (config.Guarantee == DeliveryGuarantee.EffectivelyOnce || spec.Components.Any(component => component.IsStateful))
                TakeName(name);
            var log = _loggers.CreateLogger("Topology");
            var history = new CheckpointHistory(name, _store, (id, damage) => log.CheckpointDamaged(name, id, damage)) { IsWanted = config.Guarantee == DeliveryGuarantee.EffectivelyOnce };
            await history.OpenAsync(config.ResumeFromCheckpoint).ConfigureAwait(false);
            if (_histories.TryGetValue(name, out var before))
                history.Begun(before.LastId); // a part of one that was given up may still be on its way to the store
            var restored = await ReadFirstAsync(history, plan).ConfigureAwait(false);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _histories[name] = history;
                return _running[name] = Start(name, plan, arguments, history, restored);
            }
        }
        finally
        {
            lock (_gate)
                _starting.Remove(name);
        }
    }

    /// <summary>Has the next submission under a name begin with a savepoint instead of its last checkpoint.</summary>
    /// <param name="file">Written by <see cref="ITopologyHandle.SaveAsync"/>, of any topology and cluster.</param>
    /// <param name="name">The name that will be submitted. Its own checkpoints stay.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="TopologyException">The file cannot be read or is damaged, or such a topology is running.</exception>
    public async Task ImportSavepointAsync(string file, string name, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        Reserve(name);
        try
        {
            var stored = await _store.ListAsync(name, token).ConfigureAwait(false);
            var (_, manifest) = await SavepointFile.ReadAsync(file, checksPieces: false, token).ConfigureAwait(false);

            // Under its own number if that is free: what sinks prepared for it, and a kill kept them from committing, is known by it.
            var id = Math.Max(manifest.Id, stored.Select(other => other.Id).DefaultIfEmpty().Max() + 1);
            _imported[name] = id;
            await SavepointFile.RestoreAsync(file, _store, name, id, null, token: token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _starting.Remove(name);
        }
    }

    /// <summary>Ends all topologies without waiting for tuples in flight, cleans their components up, ends all threads.</summary>
    public async ValueTask DisposeAsync()
    {
        LocalTopologyHandle[] running;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            running = [.. _running.Values];
        }
        await Task.WhenAll(running.Select(handle => handle.KillAsync(TimeSpan.Zero))).ConfigureAwait(false);
        await _system.Terminate().ConfigureAwait(false);
        _system.Dispose();
        await Task.Run(_threads.Dispose).ConfigureAwait(false); // it joins threads
        foreach (var name in _names.Values)
            name.Dispose();
    }

    private void Reserve(string name)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_running.TryGetValue(name, out var other) && !other.Completion.IsCompleted)
                throw new TopologyException($"A topology \"{name}\" is running already ({other.Id}). Kill it first, or submit under another name.");
            if (!_starting.Add(name))
                throw new TopologyException($"A topology \"{name}\" is being submitted already. Submit under another name.");
        }
    }

    /// <summary>A savepoint that does not fit is forgotten: the next submission is not refused for it.</summary>
    private async Task<IReadOnlyDictionary<int, TaskRestore>> ReadFirstAsync(CheckpointHistory history, TopologyPlan plan)
    {
        _imported.TryRemove(history.Topology, out var imported);
        try
        {
            return await history.ReadFirstAsync(plan).ConfigureAwait(false);
        }
        catch (CheckpointDamagedException) when (imported != 0)
        {
            await _store.DeleteAsync(history.Topology, [imported], long.MaxValue).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Keeps it until the cluster is disposed.</summary>
    private void TakeName(string name)
    {
        if (_dataFolder is not null && !_names.ContainsKey(name))
            _names[name] = NameLock.Take(_dataFolder, name);
    }

    private LocalTopologyHandle Start(
        string name, TopologyPlan plan, TopologyArguments arguments, CheckpointHistory history, IReadOnlyDictionary<int, TaskRestore> restored)
    {
        var number = Interlocked.Increment(ref _submissions);
        var time = _clock.Provider;
        var run = new TopologyRun($"{name}-{number}-{time.GetUtcNow().ToUnixTimeSeconds()}", name, plan.Config, time);
        var serializer = LocalSerializer.Of(plan.Spec);
        TopologyEngine Create(TopologyPlan next, IExecutorObserver observer, ICheckpointSink checkpoints) => new(new EngineSettings
        {
            TopologyId = run.Id,
            TopologyName = name,
            Plan = next,
            Clock = _clock,
            Scheduler = _threads,
            Observer = observer,
            Loggers = _loggers,
            Arguments = arguments,
            Checkpoints = checkpoints,
            Serializer = serializer,
            Storage = _storage,
            Seed = (ulong)Random.Shared.NextInt64(),
        });
        var engine = new HostedEngine(plan, Create);
        run.Attach(engine.Engine);
        var log = _loggers.CreateLogger("Topology");
        var reports = new CheckpointReports();
        var checkpoints = new TopologyCheckpoints(history, reports, time, log);
        var actor = _system.ActorOf(Props.Create(() => new TopologyActor(run, engine, checkpoints, restored, time, log)), $"topology-{number}");
        return new LocalTopologyHandle(run, actor, _store, reports, time);
    }
}
