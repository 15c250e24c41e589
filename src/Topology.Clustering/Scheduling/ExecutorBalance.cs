using System.Diagnostics;

namespace Topology.Clustering.Scheduling;

/// <summary>How many executors of each component each worker is to have: every component balanced within one, then the workers' sums as even as that
/// allows, then as few moves as possible. Pure; solved once.</summary>
/// <remarks>
/// Each component has a certain number of executors on every worker, and some more of which a worker may get one each. Who gets those is a
/// minimum-cost flow from components to workers: a worker's cost grows with its load, an edge costs what has to move because of it. Every
/// executor is sent along the cheapest path that is left, which may take others along; that is known to end in the cheapest whole.
/// </remarks>
/// <param name="placed">By component and worker: executors that are there.</param>
/// <param name="unplaced">By component: executors that are nowhere.</param>
/// <param name="worth">By worker: what it costs to move an executor away.</param>
/// <param name="mayMove">Whether executors that are placed may move.</param>
internal sealed class ExecutorBalance(int[,] placed, int[] unplaced, IReadOnlyList<int> worth, bool mayMove)
{
    private const int Forbidden = -1;
    private const long LoadWeight = 1L << 32; // more than all moves together

    private readonly int _components = unplaced.Length;
    private readonly int _workers = worth.Count;
    private readonly int[,] _counts = new int[unplaced.Length, worth.Count];
    private readonly int[,] _cost = new int[unplaced.Length, worth.Count];
    private readonly bool[,] _hasExtra = new bool[unplaced.Length, worth.Count];
    private readonly int[] _loads = new int[worth.Count];

    /// <summary>By component and worker: executors to be there.</summary>
    public int[,] Solve()
    {
        var extras = new int[_components];
        for (var c = 0; c < _components; c++)
            extras[c] = mayMove ? Level(c) : Fill(c);
        for (var w = 0; w < _workers; w++)
        {
            for (var c = 0; c < _components; c++)
                _loads[w] += _counts[c, w];
        }
        for (var c = 0; c < _components; c++)
        {
            for (var left = extras[c]; left > 0; left--)
                Send(c);
        }
        for (var c = 0; c < _components; c++)
        {
            for (var w = 0; w < _workers; w++)
                _counts[c, w] += _hasExtra[c, w] ? 1 : 0;
        }
        return _counts;
    }

    /// <summary>Everything may move: each worker gets the same; one more costs nothing where there is one more already.</summary>
    /// <returns>Executors that are left.</returns>
    private int Level(int component)
    {
        var total = unplaced[component];
        for (var w = 0; w < _workers; w++)
            total += placed[component, w];
        var each = total / _workers;
        for (var w = 0; w < _workers; w++)
        {
            _counts[component, w] = each;
            _cost[component, w] = worth.Max() - (placed[component, w] > each ? worth[w] : 0); // the dearest to move stay first
        }
        return total % _workers;
    }

    /// <summary>Nothing may move: the workers with the fewest are filled up, level by level, with what is nowhere.</summary>
    /// <returns>Executors that are left, fewer than there are workers at the lowest level.</returns>
    private int Fill(int component)
    {
        for (var w = 0; w < _workers; w++)
            _counts[component, w] = placed[component, w];
        var left = unplaced[component];
        while (true)
        {
            int[] lowest = Lowest(component);
            if (left < lowest.Length)
            {
                for (var w = 0; w < _workers; w++)
                    _cost[component, w] = lowest.Contains(w) ? 0 : Forbidden;
                return left;
            }
            foreach (var w in lowest)
                _counts[component, w]++;
            left -= lowest.Length;
        }
    }

    private int[] Lowest(int component)
    {
        var fewest = Enumerable.Range(0, _workers).Min(w => _counts[component, w]);
        return [.. Enumerable.Range(0, _workers).Where(w => _counts[component, w] == fewest)];
    }

    /// <summary>Sends one more executor of a component to where it costs least.</summary>
    private void Send(int component)
    {
        var toWorker = new long[_workers];
        var toComponent = new long[_components];
        var from = new int[_workers]; // the component before a worker on the path
        var via = new int[_components]; // the worker before a component
        Array.Fill(toWorker, long.MaxValue);
        Array.Fill(toComponent, long.MaxValue);
        toComponent[component] = 0;
        while (Relax(toWorker, toComponent, from, via))
        {
        }

        var best = Enumerable.Range(0, _workers).Where(w => toWorker[w] != long.MaxValue).MinBy(w => toWorker[w] + LoadWeight * _loads[w]);
        _loads[best]++;
        for (var w = best; ; w = via[from[w]])
        {
            var c = from[w];
            Debug.Assert(!_hasExtra[c, w], $"expected no executor of component {c} on its way to worker {w}, got one");
            _hasExtra[c, w] = true;
            if (c == component)
                return;
            _hasExtra[c, via[c]] = false;
        }
    }

    /// <summary>One round over all edges; false if no path became cheaper.</summary>
    private bool Relax(long[] toWorker, long[] toComponent, int[] from, int[] via)
    {
        var hasChanged = false;
        for (var c = 0; c < _components; c++)
        {
            for (var w = 0; w < _workers; w++)
            {
                if (_cost[c, w] == Forbidden)
                    continue;
                if (!_hasExtra[c, w] && toComponent[c] != long.MaxValue && toComponent[c] + _cost[c, w] < toWorker[w])
                {
                    toWorker[w] = toComponent[c] + _cost[c, w];
                    from[w] = c;
                    hasChanged = true;
                }
                else if (_hasExtra[c, w] && toWorker[w] != long.MaxValue && toWorker[w] - _cost[c, w] < toComponent[c])
                {
                    toComponent[c] = toWorker[w] - _cost[c, w];
                    via[c] = w;
                    hasChanged = true;
                }
            }
        }
        return hasChanged;
    }
}
