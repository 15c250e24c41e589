// Draws the pictures of docs/windows.md. From the root of the repository: dotnet run docs/pictures/draw-windows.cs docs/pictures

using System.Globalization;
using System.Text;

var folder = args.Length == 1 ? args[0] : throw new ArgumentException("Say into which folder.");
int[] times = [1, 3, 4, 8, 11, 12, 18, 19, 27, 28];

Save("tumbling", Picture.OfWindows("Tumbling windows of 10 s: each tuple is in one", times, Enumerable.Range(0, 3).Select(i => (i * 10, i * 10 + 10, $"[{i * 10}, {i * 10 + 10})"))));
Save("sliding", Picture.OfWindows("Sliding windows of 20 s, every 10 s: each tuple is in two", times, Enumerable.Range(-1, 4).Select(i => (i * 10, i * 10 + 20, $"[{i * 10}, {i * 10 + 20})"))));
Save("session", Picture.OfWindows("Sessions of one key with a gap of 5 s: a gap without tuples ends one", times, [(1, 17, "[1, 17)"), (18, 24, "[18, 24)"), (27, 33, "[27, 33)")]));
Save("global", Picture.OfWindows("The global window with Trigger.AfterCount(4).Repeatedly(): three panes", times, [(0, 30, "one window, to the end of all input")], [8, 19, 30]));
Save("count", Picture.OfWindows("A count window of 4 tuples, every 2: however long they take", times, [(1, 3, "1 2"), (1, 8, "1 2 3 4"), (4, 12, "3 4 5 6"), (11, 19, "5 6 7 8"), (18, 28, "7 8 9 10")]));
Save("watermark", Picture.OfWatermark());

void Save(string name, string svg)
{
    File.WriteAllText(Path.Combine(folder, $"windows-{name}.svg"), svg);
    Console.WriteLine($"windows-{name}.svg");
}

internal sealed class Picture(int width, int height)
{
    private const string Ink = "#24292f", Blue = "#0969da", Pale = "#ddf4ff", Red = "#cf222e", Green = "#1a7f37";

    private readonly StringBuilder _body = new();

    /// <summary>Tuples on a line of time, windows as bars below it.</summary>
    public static string OfWindows(string title, int[] times, IEnumerable<(int Start, int End, string Text)> windows, int[]? firings = null)
    {
        var bars = windows.ToList();
        var picture = new Picture(720, 110 + bars.Count * 30 + (firings is null ? 0 : 20));
        picture.Text(20, 26, title, Ink, 15);
        picture.Axis(70, "event time, s", -28);
        foreach (var (time, number) in times.Select((time, index) => (time, index + 1)))
        {
            picture.Add($"<circle cx='{X(time)}' cy='58' r='7' fill='{Blue}'/>");
            picture.Text(X(time), 62, number.ToString(CultureInfo.InvariantCulture), "white", 9, "middle");
        }
        for (var i = 0; i < bars.Count; i++)
            picture.Bar(bars[i], 98 + i * 30);
        foreach (var time in firings ?? [])
        {
            picture.Line(X(time), 90, X(time), 128, Red, 2);
            picture.Text(X(time), 142, "pane", Red, 11, "middle");
        }
        return picture.ToString();
    }

    /// <summary>When tuples happened against when they came, and what the watermark said meanwhile.</summary>
    public static string OfWatermark()
    {
        (int Came, int Happened)[] tuples = [(1, 2), (3, 5), (4, 4), (6, 9), (8, 7), (9, 12), (11, 11), (13, 17), (15, 8), (17, 21), (19, 20), (22, 26), (24, 24)];
        var picture = new Picture(720, 400);
        picture.Text(20, 26, "Watermark with BoundedOutOfOrderness(3 s): behind the latest tuple by as much", Ink, 15);
        picture.Axis(350, "by the clock, s", 34);
        picture.Line(X(0), 350, X(0), 50, Ink, 1);
        picture.Text(X(0) - 8, 44, "event time, s", Ink, 11);
        for (var time = 0; time <= 30; time += 10)
        {
            picture.Line(X(0), Y(time), X(30), Y(time), time % 10 == 0 && time > 0 ? "#d0d7de" : Ink, 1);
            picture.Text(X(0) - 8, Y(time) + 4, time.ToString(CultureInfo.InvariantCulture), Ink, 11, "end");
        }
        var (latest, path) = (0, new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M {X(1)} {Y(0)}")));
        var reached = 0;
        foreach (var (came, happened) in tuples)
        {
            latest = Math.Max(latest, happened);
            var watermark = Math.Max(0, latest - 3);
            path.Append(CultureInfo.InvariantCulture, $" H {X(came)} V {Y(watermark)}");
            for (var end = reached + 10; end <= watermark; end += 10)
            {
                picture.Line(X(came), Y(end), X(came), 350, Red, 1, "4 3");
                picture.Text(X(came) + 4, 342, $"[{end - 10}, {end}) is shown", Red, 11);
                reached = end;
            }
        }
        picture.Add($"<path d='{path} H {X(27)}' fill='none' stroke='{Green}' stroke-width='2'/>");
        picture.Text(X(27), Y(23) - 8, "watermark", Green, 12, "middle");
        foreach (var (came, happened) in tuples)
        {
            var isLate = came == 15;
            picture.Add($"<circle cx='{X(came)}' cy='{Y(happened)}' r='5' fill='{(isLate ? Red : Blue)}'/>");
            if (isLate)
                picture.Text(X(came) + 9, Y(happened) + 4, "late: [0, 10) has been shown", Red, 11);
        }
        return picture.ToString();
    }

    public override string ToString() =>
        $"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' font-family='sans-serif'>\n<rect width='{width}' height='{height}' fill='white'/>\n{_body}</svg>\n";

    private static int X(int time) => 60 + Math.Clamp(time, -2, 32) * 20;

    private static int Y(int time) => 350 - time * 10;

    private void Add(string element) => _body.Append(element).Append('\n');

    private void Axis(int y, string text, int textBelow)
    {
        Line(X(0), y, X(30) + 20, y, Ink, 1);
        for (var time = 0; time <= 30; time += 5)
        {
            Line(X(time), y, X(time), y + 4, Ink, 1);
            Text(X(time), y + 16, time.ToString(CultureInfo.InvariantCulture), Ink, 11, "middle");
        }
        Text(X(30) + 20, y + textBelow, text, Ink, 11, "end");
    }

    private void Bar((int Start, int End, string Text) bar, int y)
    {
        var (from, to) = (X(bar.Start), X(bar.End));
        Add($"<rect x='{from}' y='{y}' width='{to - from}' height='22' rx='3' fill='{Pale}' stroke='{Blue}'/>");
        Text((from + to) / 2, y + 15, bar.Text, Ink, 11, "middle");
    }

    private void Line(int x1, int y1, int x2, int y2, string colour, int thickness, string dashes = "") =>
        Add($"<line x1='{x1}' y1='{y1}' x2='{x2}' y2='{y2}' stroke='{colour}' stroke-width='{thickness}'{(dashes.Length > 0 ? $" stroke-dasharray='{dashes}'" : "")}/>");

    private void Text(int x, int y, string text, string colour, int size, string anchor = "start") =>
        Add($"<text x='{x}' y='{y}' fill='{colour}' font-size='{size}' text-anchor='{anchor}'>{text}</text>");
}
