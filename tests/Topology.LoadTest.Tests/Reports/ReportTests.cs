using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Topology.LoadTest.Engine;
using Topology.LoadTest.Reports;
using Topology.LoadTest.Tests.Support;

namespace Topology.LoadTest.Tests.Reports;

public class ReportTests
{
    private static readonly LoadReport Report = Create(Results.With(ok: 1000, planned: 1000, seconds: 10, p99: 20, failed: 3));

    [Fact]
    public void When_it_is_written_as_Markdown_Then_it_has_the_verdict_the_figures_and_the_reasons()
    {
        var text = MarkdownReport.Write(Report);

        Assert.StartsWith("# Load test: constant\n\n1 of 3 thresholds missed.\n", text);
        Assert.Contains("| p99 | ≤ 100.0 ms | 20.0 ms | met |\n", text);
        Assert.Contains("| failed | 0 | 3 | **missed** |\n", text);
        Assert.Contains("| planned | 1,000 requests in 10.0 s, 100/s |\n", text);
        Assert.Contains("| 99 % | 20.000 |\n", text);
        Assert.Contains("| a \\| b | 3 |\n", text);
        Assert.Contains("| 5.0 s | kill -9 <worker> && echo \"x\" | exit code 0 |\n", text);
        Assert.Contains("| 9 | 100 | 100 | 0 | 20.000 |\n", text);
    }

    [Fact]
    public void When_it_is_written_as_HTML_Then_everything_is_in_the_page_and_user_text_is_escaped()
    {
        var text = HtmlReport.Write(Report);

        Assert.DoesNotContain("<b>", text);
        Assert.DoesNotContain("<worker>", text);
        Assert.Contains("kill -9 &lt;worker&gt;", text);
        Assert.DoesNotContain("http", text);
        Assert.DoesNotContain("src=", text);
        Assert.DoesNotContain("NaN", text);
        Assert.DoesNotContain("Infinity", text);
        Assert.Equal(3, Charts(text).Count);
    }

    [Fact]
    public void When_it_is_written_as_HTML_Then_the_curve_has_each_percentile_but_the_last()
    {
        var curve = Charts(HtmlReport.Write(Report))[0].Elements("polyline").Single();

        var points = curve.Attribute("points")!.Value.Split(' ').Select(point => double.Parse(point.Split(',')[0], CultureInfo.InvariantCulture));
        Assert.Equal([64, 187.4, 884], points); // 0 %, 50 % and 99 %: 0, 0.3 and 2 nines of a width of 820
    }

    [Fact]
    public void When_nothing_was_acked_Then_the_reports_can_still_be_written()
    {
        var report = Create(Results.With(ok: 0, planned: 1000, seconds: 10, p99: 0, failed: 1000) with { Curve = [], Seconds = [] });

        Assert.Contains("nothing acked", MarkdownReport.Write(report));
        Assert.Equal(3, Charts(HtmlReport.Write(report)).Count);
        Assert.NotEmpty(ReportFolder.ToJson(report));
    }

    [Fact]
    public void When_it_is_written_as_JSON_Then_a_program_finds_the_figures()
    {
        using var json = JsonDocument.Parse(ReportFolder.ToJson(Report));

        var result = json.RootElement.GetProperty("result");
        Assert.Equal(20, result.GetProperty("latency").GetProperty("p99").GetDouble());
        Assert.Equal(3, result.GetProperty("failed").GetInt64());
        Assert.Equal(10, result.GetProperty("seconds").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("missed").GetInt32());
    }

    [Fact]
    public void When_they_are_written_to_a_folder_Then_it_has_one_file_of_each_form()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            ReportFolder.Write(Path.Combine(folder.FullName, "new"), Report);

            Assert.Equal(["report.html", "report.json", "report.md"], Directory.GetFiles(Path.Combine(folder.FullName, "new")).Select(Path.GetFileName).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(9, 5, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0)]
    [InlineData(10, 5, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0)]
    [InlineData(0.7, 5, 0.0, 0.2, 0.4, 0.6, 0.8)]
    [InlineData(24_000, 5, 0.0, 5000.0, 10_000.0, 15_000.0, 20_000.0, 25_000.0)]
    public void When_an_axis_is_divided_Then_its_steps_are_round_and_cover_it(double most, int about, params double[] expected) =>
        Assert.Equal(expected, LineChart.NiceSteps(most, about).Select(step => Math.Round(step, 9)));

    private static LoadReport Create(LoadResult result) =>
        new("127.0.0.1:5556", result, new Thresholds(TimeSpan.FromMilliseconds(100)).Check(result), "a machine");

    private static List<XElement> Charts(string html) =>
    [
        .. html.Split("<svg").Skip(1).Select(part => XElement.Parse("<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + "</svg>".Length)])),
    ];
}
