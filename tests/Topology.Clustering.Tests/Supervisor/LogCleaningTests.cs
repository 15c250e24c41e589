using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Tests.Supervisor;

public class LogCleaningTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 8, 0, 0, 0, TimeSpan.Zero);
    private static readonly LogCleaning Cleaning = new(TimeSpan.FromDays(7), Bytes: 100);

    [Fact]
    public void When_logs_of_ended_workers_are_too_old_Then_they_go_and_those_of_running_ones_stay()
    {
        LogFile[] files = [Old("ended-0.log"), Old("ended-0.log.1"), Old("running-0.log"), Old("running-0.log.3"), Young("ended-1.log", 10)];

        Assert.Equal(["ended-0.log", "ended-0.log.1"], Cleaning.Choose(files, [new WorkerKey("running", 0)], Now).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void When_logs_of_ended_workers_are_too_large_together_Then_the_oldest_go()
    {
        LogFile[] files = [Young("a-0.log", 40, hours: 1), Young("b-0.log", 40, hours: 2), Young("c-0.log", 40, hours: 3), Young("running-0.log", 1000)];

        Assert.Equal(["c-0.log"], Cleaning.Choose(files, [new WorkerKey("running", 0)], Now));
    }

    [Fact]
    public void When_a_name_only_begins_like_a_running_workers_Then_it_is_another_workers()
    {
        Assert.Equal(["running-10.log"], Cleaning.Choose([Old("running-10.log"), Old("running-1.log")], [new WorkerKey("running", 1)], Now));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("a-0.log.gz")]
    [InlineData("a-0.log.new")]
    [InlineData(".log")]
    [InlineData("a-0.log.")]
    public void When_a_file_is_no_log_Then_it_is_left_alone(string name) => Assert.Empty(Cleaning.Choose([Old(name)], [], Now));

    private static LogFile Old(string name) => new(name, 1, Now - TimeSpan.FromDays(8));

    private static LogFile Young(string name, long bytes, int hours = 1) => new(name, bytes, Now - TimeSpan.FromHours(hours));
}
