using System.Text.Json;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands.Cluster;

/// <summary>The forms that docs/commands.md promises to programs.</summary>
public sealed class JsonTests : IAsyncDisposable
{
    private const string Words =
        """
        {
          "id": "word-count-1",
          "name": "word-count",
          "status": "active",
          "submittedAt": "2026-01-02T03:04:05+00:00",
          "endedAt": null,
          "cause": null,
          "trouble": null,
          "specHash": "5f2c9a01",
          "generation": 3,
          "components": [
            {
              "component": "count",
              "kind": "bolt",
              "executors": 2,
              "tasks": 2
            },
            {
              "component": "lines",
              "kind": "spout",
              "executors": 1,
              "tasks": 1
            },
            {
              "component": "split",
              "kind": "bolt",
              "executors": 2,
              "tasks": 4
            }
          ],
          "workers": [
            {
              "worker": 0,
              "node": "node-a",
              "slot": 0,
              "processId": 4711,
              "state": "running",
              "executors": 3
            },
            {
              "worker": 1,
              "node": null,
              "slot": 0,
              "processId": 0,
              "state": "waiting for a slot",
              "executors": 2
            }
          ],
          "settings": {
            "topology.workers": "2"
          }
        }

        """;

    private readonly FakeCluster cluster = new();

    public JsonTests() => cluster.Add(Infos.Words);

    [Fact]
    public async Task When_a_status_is_asked_for_Then_every_member_has_its_documented_name_and_form() =>
        Assert.Equal(Words, await Json("status", "word-count"));

    [Fact]
    public async Task When_errors_are_asked_for_Then_they_are_an_array()
    {
        cluster.Errors = [Infos.Errors[1]];

        Assert.Equal(
            """
            [
              {
                "time": "2026-01-02T03:05:05+00:00",
                "component": "lines",
                "task": 1,
                "message": "IOException: end of file",
                "detail": "System.IO.IOException: end of file"
              }
            ]

            """,
            await Json("errors", "word-count"));
    }

    [Fact]
    public async Task When_metrics_are_asked_for_Then_durations_are_milliseconds()
    {
        using var json = JsonDocument.Parse(await Json("metrics", "word-count"));

        Assert.Equal(10_000, json.RootElement.GetProperty("uptime").GetDouble());
        Assert.Equal(12_345_678, json.RootElement.GetProperty("tracked").GetInt64());
        var spout = json.RootElement.GetProperty("components")[0];
        Assert.Equal("lines", spout.GetProperty("component").GetString());
        Assert.Equal(4.56, spout.GetProperty("completeLatency").GetProperty("p50").GetDouble(), tolerance: 0.001);
        Assert.Equal(0.17, spout.GetProperty("backPressure").GetDouble());
    }

    [Fact]
    public async Task When_the_configuration_is_asked_for_Then_keys_of_settings_stay_as_they_are()
    {
        using var json = JsonDocument.Parse(await Json("config"));

        Assert.Equal("node-a", json.RootElement.GetProperty("master").GetString());
        Assert.Equal("***", json.RootElement.GetProperty("settings").GetProperty("cluster.token").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("nodes")[0].GetProperty("usedSlots").GetInt32());
    }

    [Fact]
    public async Task When_topologies_are_listed_Then_they_are_an_array_without_words_around()
    {
        using var json = JsonDocument.Parse(await Json("list"));

        Assert.Equal("word-count", json.RootElement[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("kill", "killed")]
    [InlineData("activate", "active")]
    [InlineData("deactivate", "inactive")]
    [InlineData("rebalance", "active")]
    public async Task When_a_topology_is_changed_Then_its_new_state_is_printed_alone(string command, string expected)
    {
        using var json = JsonDocument.Parse(await Json(command, "word-count"));

        Assert.Equal(expected, json.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task When_a_topology_is_submitted_Then_id_and_name_are_printed() =>
        Assert.Equal("{\n  \"id\": \"tuesday-1\",\n  \"name\": \"tuesday\"\n}\n", await Json("submit", Command.Exclamation, "--name", "tuesday"));

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    private async Task<string> Json(params string[] args)
    {
        var result = await cluster.InvokeAsync([.. args, "--json"]);

        Assert.True(result.ExitCode == ExitCode.Completed, result.Error);
        Assert.Empty(result.Error);
        return result.Output;
    }
}
