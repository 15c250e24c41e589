using System.Globalization;
using System.Net;

namespace Topology.LoadTest.Scenarios;

/// <summary>What the command line asks for.</summary>
public sealed record LoadTestOptions
{
    public const string Usage = """
        usage: Topology.LoadTest (--target HOST:PORT | --local) [options]
          --target HOST:PORT     where a task of the ingest spout listens
          --local                runs the ingest topology in a child process and drives that
          --scenario NAME        constant (default), ramp or soak
          --rate N               requests a second, 1000 unless given; the highest rate of the scenario
          --for DURATION         of the measurement, such as 90s, 10m or 1h; 30s unless given
          --warm-up DURATION     load before the measurement, 2s unless given; 0s: none
          --connections N        8 unless given
          --payload BYTES        of each request, 100 unless given
          --outstanding N        requests in flight before further ones fail unsent; unless given, those of 1 s, of a soak those of 15 s, at least 1000
          --answer-within D      after which a request has failed, 35s unless given: longer than the topology's message time-out
          --p99 DURATION         threshold; 250ms unless given, of a soak 10s
          --at-half COMMAND      run by the shell at half time, such as "kill -9 $PID"; with --local, $TARGET_PID is the child process
          --report FOLDER        writes report.md, report.html and report.json there
        Exits with the number of thresholds missed; 64: the command line is wrong, 69: the target does not answer, 130: stopped.
        """;

    private const int LeastOutstanding = 1000;

    /// <summary>Null: local.</summary>
    public DnsEndPoint? Target { get; private init; }

    public bool IsLocal { get; private init; }

    public string Scenario { get; private init; } = "constant";

    public int Rate { get; private init; } = 1000;

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(30);

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(2);

    public int Connections { get; private init; } = 8;

    public int PayloadBytes { get; private init; } = 100;

    public TimeSpan AnswerWithin { get; private init; } = TimeSpan.FromSeconds(35);

    public string? AtHalf { get; private init; }

    public string? ReportFolder { get; private init; }

    private int? GivenOutstanding { get; init; }

    private TimeSpan? GivenP99 { get; init; }

    private bool IsSoak => Scenario == "soak";

    public int Outstanding => GivenOutstanding ?? (int)Math.Min(int.MaxValue / 2, Math.Max(LeastOutstanding, (long)Rate * (IsSoak ? 15 : 1)));

    public TimeSpan P99 => GivenP99 ?? (IsSoak ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(250));

    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static LoadTestOptions Parse(string[] arguments)
    {
        var options = new LoadTestOptions();
        for (var i = 0; i < arguments.Length; i++)
            options = options.With(arguments[i], arguments, ref i);
        if (options.IsLocal == options.Target is not null)
            throw new FormatException("either --target or --local is needed");
        return options;
    }

    /// <summary>The scenario asked for.</summary>
    /// <param name="target">Found by whoever started it, if it is local.</param>
    /// <param name="environment">For the command at half time.</param>
    /// <param name="time">The clock.</param>
    public ILoadScenario CreateScenario(DnsEndPoint target, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        IReadOnlyList<TimedAction> actions = AtHalf is { } command ? [CommandAction.Create(Duration / 2, command, environment)] : [];
        var ingest = new IngestScenarioOptions { Target = target, Connections = Connections, PayloadBytes = PayloadBytes, AnswerWithin = AnswerWithin };
        return ScenarioCatalog.Create(Scenario, Rate, Duration, actions, ingest, time);
    }

    private LoadTestOptions With(string name, string[] arguments, ref int i) => name switch
    {
        "--local" => this with { IsLocal = true },
        "--target" => this with { Target = EndPoint(ValueAfter(arguments, ref i)) },
        "--scenario" => this with { Scenario = OneOf(ValueAfter(arguments, ref i)) },
        "--rate" => this with { Rate = Number(name, ValueAfter(arguments, ref i), 1, 10_000_000) },
        "--for" => this with { Duration = Positive(name, ValueAfter(arguments, ref i)) },
        "--warm-up" => this with { WarmUp = Time(name, ValueAfter(arguments, ref i)) },
        "--connections" => this with { Connections = Number(name, ValueAfter(arguments, ref i), 1, 1000) },
        "--payload" => this with { PayloadBytes = Number(name, ValueAfter(arguments, ref i), 1, 60_000) },
        "--outstanding" => this with { GivenOutstanding = Number(name, ValueAfter(arguments, ref i), 1, int.MaxValue / 2) },
        "--answer-within" => this with { AnswerWithin = Positive(name, ValueAfter(arguments, ref i)) },
        "--p99" => this with { GivenP99 = Positive(name, ValueAfter(arguments, ref i)) },
        "--at-half" => this with { AtHalf = ValueAfter(arguments, ref i) },
        "--report" => this with { ReportFolder = ValueAfter(arguments, ref i) },
        _ => throw new FormatException($"unknown option {name}"),
    };

    private static string ValueAfter(string[] arguments, ref int i) => i + 1 < arguments.Length
        ? arguments[++i]
        : throw new FormatException($"{arguments[i]} needs a value");

    private static string OneOf(string name) => ScenarioCatalog.Names.Contains(name)
        ? name
        : throw new FormatException($"--scenario must be one of {string.Join(", ", ScenarioCatalog.Names)}, not {name}");

    private static DnsEndPoint EndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(text[..colon].Trim('[', ']'), port)
            : throw new FormatException($"--target must be HOST:PORT, not {text}");
    }

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new FormatException($"{name} must be a number from {least} to {most}, not {text}");

    private static TimeSpan Positive(string name, string text) => Time(name, text) is var time && time > TimeSpan.Zero
        ? time
        : throw new FormatException($"{name} must be more than zero");

    private static TimeSpan Time(string name, string text)
    {
        var digits = text.AsSpan().TrimEnd("mhs");
        var unit = text[digits.Length..] switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, _ => 0 };
        return unit > 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit < int.MaxValue
            ? TimeSpan.FromMilliseconds(value * unit)
            : throw new FormatException($"{name} must be a duration such as 500ms, 30s, 2m or 1h, not {text}");
    }
}
