using System.Text;
using Topology.LoadTest.Scenarios.Ingest;

namespace Topology.LoadTest.Tests.Scenarios;

public class IngestAnswerTests
{
    [Theory]
    [InlineData("ok 12", 12L, null)]
    [InlineData("failed 12 TimedOut", 12L, "TimedOut")]
    [InlineData("failed 12", 12L, "failed")]
    [InlineData("error the line is not UTF-8", null, "error the line is not UTF-8")]
    [InlineData("ok twelve", null, "unknown answer")]
    [InlineData("ok 12x", null, "unknown answer")]
    [InlineData("", null, "unknown answer")]
    public void When_a_line_arrives_Then_it_is_understood_or_belongs_to_no_request(string line, long? id, string? failure) =>
        Assert.Equal(new IngestAnswer(id, failure), IngestAnswer.Parse(Encoding.UTF8.GetBytes(line)));
}
