using System.Text.Encodings.Web;
using System.Text.Json;

namespace Topology.LoadTest.Reports;

/// <summary>Writes the report in each form: report.md and report.html for people, report.json for programs.</summary>
internal static class ReportFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for readers, not for a page
    };

    public static void Write(string folder, LoadReport report)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Write(report));
        File.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Write(report));
        File.WriteAllText(Path.Combine(folder, "report.json"), ToJson(report));
    }

    public static string ToJson(LoadReport report) => JsonSerializer.Serialize(report, Json);
}
