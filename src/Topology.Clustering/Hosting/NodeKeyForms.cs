using System.Globalization;

namespace Topology.Clustering.Hosting;

/// <summary>How the values of settings are read and written.</summary>
internal static class NodeKeyForms
{
    private static readonly (string Suffix, long Bytes)[] SizeUnits = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1)];

    private delegate bool Parser<T>(string text, out T value);

    public static NodeKey Int(string name, string meaning, (int Min, int Max) range, Func<NodeConfig, int> get, Func<NodeConfig, int, NodeConfig> set) =>
        One(name, meaning, Range("a whole number", range.Min, range.Max), (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= range.Min && value <= range.Max,
            config => get(config).ToString(CultureInfo.InvariantCulture), set);

    public static NodeKey Number(string name, string meaning, double max, Func<NodeConfig, double> get, Func<NodeConfig, double, NodeConfig> set) =>
        One(name, meaning, $"a number above 0, up to {max}", (string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && value <= max,
            config => get(config).ToString("R", CultureInfo.InvariantCulture), set);

    public static NodeKey Flag(string name, string meaning, Func<NodeConfig, bool> get, Func<NodeConfig, bool, NodeConfig> set) =>
        One(name, meaning, "true or false", (string text, out bool value) => bool.TryParse(text, out value), config => get(config) ? "true" : "false", set);

    public static NodeKey Duration(
        string name, string meaning, (TimeSpan Min, TimeSpan Max) range, Func<NodeConfig, TimeSpan> get, Func<NodeConfig, TimeSpan, NodeConfig> set) =>
        One(name, meaning, $"{DurationText.Forms}, from {Text(range.Min)} to {Text(range.Max)}", (string text, out TimeSpan value) =>
            DurationText.TryParse(text, null, out value) && value >= range.Min && value <= range.Max,
            config => Text(get(config)), set);

    public static NodeKey Size(string name, string meaning, (long Min, long Max) range, Func<NodeConfig, long?> get, Func<NodeConfig, long, NodeConfig> set) =>
        One(name, meaning, $"bytes, or a number with B, KiB, MiB or GiB, from {SizeText(range.Min)} to {SizeText(range.Max)}", (string text, out long value) =>
            TryParseSize(text, out value) && value >= range.Min && value <= range.Max,
            config => get(config) is { } bytes ? SizeText(bytes) : null, set);

    public static NodeKey Word(string name, string meaning, string expected, Func<string, bool> isGood, Func<NodeConfig, string?> get, Func<NodeConfig, string, NodeConfig> set) =>
        One(name, meaning, expected, (string text, out string value) => isGood(value = text), get, set);

    public static NodeKey PathOf(string name, string meaning, Func<NodeConfig, string?> get, Func<NodeConfig, string, NodeConfig> set) =>
        Word(name, meaning, "a path, absolute or relative to this file's folder", text => text.Length > 0 && !text.Contains('\0'), get, set) with { IsPath = true };

    public static NodeKey Hidden(string name, string meaning, string expected, Func<string, bool> isGood, Func<NodeConfig, Secret?> get, Func<NodeConfig, Secret, NodeConfig> set) =>
        Word(name, meaning, expected, text => text.Length > 0 && isGood(text), config => get(config)?.Reveal(), (config, text) => set(config, new Secret(text))) with { IsSecret = true };

    public static NodeKey Choice<T>(string name, string meaning, Func<NodeConfig, T> get, Func<NodeConfig, T, NodeConfig> set)
        where T : struct, Enum =>
        One(name, meaning, string.Join(" or ", Enum.GetValues<T>().Select(KebabCase)), TryParseChoice, config => KebabCase(get(config)), set);

    public static NodeKey Choices<T>(string name, string meaning, Func<NodeConfig, IReadOnlyList<T>> get, Func<NodeConfig, IReadOnlyList<T>, NodeConfig> set)
        where T : struct, Enum =>
        Many(name, meaning, $"a list of {string.Join(", ", Enum.GetValues<T>().Select(KebabCase))}, each at most once, at least one", items =>
        {
            var values = new List<T>();
            foreach (var item in items)
            {
                if (!TryParseChoice<T>(item, out var value) || values.Contains(value))
                    return null;
                values.Add(value);
            }
            return values.Count > 0 ? values : null;
        }, config => get(config).Select(KebabCase), set);

    public static NodeKey Words(
        string name, string meaning, string expected, Func<string, bool> isGood, Func<NodeConfig, IReadOnlyList<string>> get,
        Func<NodeConfig, IReadOnlyList<string>, NodeConfig> set) =>
        Many(name, meaning, expected, items => items.All(isGood) && items.Distinct(StringComparer.Ordinal).Count() == items.Count ? items : null, get, set);

    /// <summary>As people write it: even GiB, MiB or KiB, else bytes.</summary>
    public static string SizeText(long bytes)
    {
        foreach (var (suffix, unit) in SizeUnits.Take(3).Reverse())
        {
            if (bytes >= unit && bytes % unit == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / unit}{suffix}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }

    public static bool TryParseSize(string text, out long bytes)
    {
        var number = text.AsSpan().Trim();
        var unit = 1L;
        foreach (var (suffix, each) in SizeUnits)
        {
            if (!number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            number = number[..^suffix.Length].TrimEnd();
            unit = each;
            break;
        }
        bytes = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / (decimal)unit)
            return false;
        bytes = (long)(count * unit);
        return true;
    }

    /// <summary>Enum names as settings write them: ResourceAware is resource-aware, PostgreSql is postgresql.</summary>
    public static string KebabCase<T>(T value)
        where T : struct, Enum => value switch
        {
            StoreKind.PostgreSql => "postgresql",
            _ => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString())),
        };

    private static bool TryParseChoice<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (!KebabCase(candidate).Equals(text, StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }
        value = default;
        return false;
    }

    private static NodeKey One<T>(
        string name, string meaning, string expected, Parser<T> parse, Func<NodeConfig, string?> get, Func<NodeConfig, T, NodeConfig> set) =>
        new(name, meaning, expected, (config, value) => value.Text is { } text && parse(text.Trim(), out var read) ? set(config, read) : null,
            config => get(config) is { } text ? (NodeValue?)text : null);

    private static NodeKey Many<T>(
        string name, string meaning, string expected, Func<IReadOnlyList<string>, IReadOnlyList<T>?> parse, Func<NodeConfig, IEnumerable<string>> get,
        Func<NodeConfig, IReadOnlyList<T>, NodeConfig> set) =>
        new(name, meaning, expected, (config, value) => parse(ItemsOf(value)) is { } read ? set(config, read) : null, config => NodeValue.List(get(config)));

    /// <summary>A list may also be written as one text with commas, which is how an environment variable gives it.</summary>
    private static IReadOnlyList<string> ItemsOf(NodeValue value) =>
        value.Items ?? value.Text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Range(string what, long min, long max) =>
        max == int.MaxValue ? $"{what}, at least {min}" : $"{what} from {min} to {max}";

    private static string Text(TimeSpan value) => value < TimeSpan.FromSeconds(1) || value.Ticks % TimeSpan.TicksPerSecond != 0
        ? DurationText.Format(value, TimeSpan.FromMilliseconds(1)) + "ms"
        : DurationText.Format(value, TimeSpan.FromSeconds(1)) + "s";
}
