using System.Globalization;
using System.Net;
using System.Text;

namespace Topology.LoadTest.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Class">Its CSS class.</param>
/// <param name="Points">In ascending x.</param>
internal sealed record ChartSeries(string Name, string Class, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A line chart as inline SVG, coloured by the page's style. The y axis starts at 0.</summary>
internal sealed record LineChart
{
    // Units of the view box; the page scales it.
    private const double Width = 900;
    private const double Height = 280;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 28;
    private const double Bottom = 28;
    private const int YTicks = 5;
    private const int LongestMark = 40; // characters

    public required string Title { get; init; }

    public required string YUnit { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public required IReadOnlyList<(double X, string Label)> XTicks { get; init; }

    /// <summary>Vertical lines with a text.</summary>
    public IReadOnlyList<(double X, string Label)> Marks { get; init; } = [];

    /// <summary>Round numbers from 0 to at least the value, about so many.</summary>
    public static IEnumerable<double> NiceSteps(double most, int about)
    {
        var rough = most / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        for (var i = 0; ; i++)
        {
            yield return i * step;
            if (i * step >= most - step * 1e-9)
                yield break;
        }
    }

    public string ToSvg()
    {
        var mostX = Math.Max(Most(point => point.X), XTicks.Count > 0 ? XTicks[^1].X : 0);
        var ySteps = NiceSteps(Math.Max(1e-3, Most(point => point.Y)), YTicks).ToArray();
        var scale = new Scale(mostX > 0 ? mostX : 1, ySteps[^1]);
        var svg = new StringBuilder();
        Add(svg, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Safe(Title)}\">\n");
        foreach (var y in ySteps)
            Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{scale.Y(y):0.#}\" y2=\"{scale.Y(y):0.#}\"/><text x=\"{Left - 6}\" y=\"{scale.Y(y) + 4:0.#}\" text-anchor=\"end\">{y:#,0.###}</text>\n");
        foreach (var (x, label) in XTicks)
            Add(svg, $"<text x=\"{scale.X(x):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Safe(label)}</text>\n");
        Add(svg, $"<text x=\"{Left - 6}\" y=\"14\" text-anchor=\"end\">{Safe(YUnit)}</text>\n");
        foreach (var (x, label) in Marks)
        {
            var text = label.Length > LongestMark ? label[..LongestMark] + "…" : label;
            Add(svg, $"<line class=\"mark\" x1=\"{scale.X(x):0.#}\" x2=\"{scale.X(x):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><text x=\"{scale.X(x) + 5:0.#}\" y=\"{Top + 12}\">{Safe(text)}</text>\n");
        }
        foreach (var series in Series.Where(series => series.Points.Count > 0))
            Add(svg, $"<polyline class=\"{series.Class}\" points=\"{Points(series, scale)}\"/>\n");
        Legend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private void Legend(StringBuilder svg)
    {
        if (Series.Count < 2)
            return;
        const double each = 90;
        for (var i = 0; i < Series.Count; i++)
        {
            var x = Left + i * each;
            Add(svg, $"<line class=\"{Series[i].Class}\" x1=\"{x}\" x2=\"{x + 18}\" y1=\"10\" y2=\"10\"/><text x=\"{x + 24}\" y=\"14\">{Safe(Series[i].Name)}</text>\n");
        }
    }

    private double Most(Func<(double X, double Y), double> of) => Series.SelectMany(series => series.Points).Select(of).DefaultIfEmpty(0).Max();

    private static string Points(ChartSeries series, Scale scale) =>
        string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{scale.X(point.X):0.#},{scale.Y(point.Y):0.#}")));

    private static void Add(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private readonly record struct Scale(double MostX, double MostY)
    {
        public double X(double value) => Left + value / MostX * (Width - Left - Right);

        public double Y(double value) => Height - Bottom - value / MostY * (Height - Top - Bottom);
    }
}
