using Topology.Clustering.Master;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>Workers that give each other work at random. A worker counts what it sent as in flight until its receiver has finished it and says so, like credit on a data link.</summary>
internal sealed class WorkNetwork
{
    private readonly Random _random;
    private readonly int _workers;
    private readonly List<(int From, int To)> _work = []; // on its way
    private readonly List<int> _credit = []; // on its way to that worker
    private readonly List<(int Worker, int From)> _held = []; // begun, not finished
    private readonly int[] _outstanding;
    private readonly long[] _begun;
    private readonly List<(int Worker, long Round)> _questions = [];
    private readonly List<QuietAnswer> _answers = [];
    private int _left; // pieces of work that may still come out of others

    public WorkNetwork(int workers, int work, Random random)
    {
        _random = random;
        _workers = workers;
        _outstanding = new int[workers];
        _begun = new long[workers];
        _left = work;
        for (var i = 0; i < Math.Min(work, 3); i++)
            Send(random.Next(workers));
    }

    public bool IsAnythingInFlight => _work.Count + _credit.Count + _held.Count > 0;

    /// <summary>One thing happens, chosen at random.</summary>
    public void Step(QuietDetector detector)
    {
        switch (_random.Next(6))
        {
            case 0 when Take(_work) is { } work:
                _begun[work.To]++;
                _held.Add((work.To, work.From));
                break;
            case 1 when Take(_held) is { } held:
                if (_random.Next(2) == 0)
                    Send(held.Worker);
                _credit.Add(held.From);
                break;
            case 2 when Take(_credit) is { } worker:
                _outstanding[worker]--;
                break;
            case 3 when !detector.IsAsking || detector.IsRoundComplete || _random.Next(100) == 0:
                var round = detector.Begin(Enumerable.Range(0, _workers).ToDictionary(worker => worker, _ => 1L));
                _questions.AddRange(Enumerable.Range(0, _workers).Select(worker => (worker, round)));
                break;
            case 4 when Take(_questions) is { } question:
                var isQuiet = _outstanding[question.Worker] == 0 && _held.All(held => held.Worker != question.Worker);
                _answers.Add(new QuietAnswer("t", question.Worker, 1, question.Round, isQuiet, _begun[question.Worker]));
                break;
            case 5 when Take(_answers, out var answer):
                detector.Take(answer);
                break;
        }
    }

    private void Send(int from)
    {
        if (_left-- <= 0)
            return;
        _outstanding[from]++;
        _work.Add((from, _random.Next(_workers)));
    }

    private T? Take<T>(List<T> items)
        where T : struct => Take(items, out var item) ? item : null;

    private bool Take<T>(List<T> items, out T item)
    {
        item = default!;
        if (items.Count == 0)
            return false;
        var index = _random.Next(items.Count);
        item = items[index];
        items.RemoveAt(index);
        return true;
    }
}
