using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class EventTimeDeclarationTests
{
    private readonly TopologyBuilder _builder = new();
    private readonly SpoutDeclarer _spout;

    public EventTimeDeclarationTests() => _spout = _builder.SetSpout("readings", () => new StubSpout("sensor", "time"));

    [Fact]
    public void When_a_field_is_declared_Then_the_spec_has_it_with_monotonic_watermarks()
    {
        _spout.WithEventTime("time");

        var eventTime = _builder.Build().Components[0].EventTime;

        Assert.Equal(("time", "monotonic"), (eventTime?.Field, eventTime?.Watermarks.ToString()));
        Assert.Null(eventTime?.Selector);
    }

    [Fact]
    public void When_nothing_is_declared_Then_there_is_no_event_time() => Assert.Null(_builder.Build().Components[0].EventTime);

    [Fact]
    public void When_a_function_is_declared_Then_no_field_is_needed()
    {
        EventTimeSelector selector = _ => DateTime.UnixEpoch;
        _spout.WithEventTime(selector, WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromTicks(7)));

        var eventTime = _builder.Build().Components[0].EventTime;

        Assert.Same(selector, eventTime?.Selector);
        Assert.Equal("out of order by 7", eventTime?.Watermarks.ToString());
    }

    [Fact]
    public void When_the_field_does_not_exist_Then_the_nearest_is_named()
    {
        _spout.WithEventTime("tim");

        Expect("Component \"readings\" has its event time in field \"tim\", which none of its streams has; the nearest is \"time\".");
    }

    [Fact]
    public void When_it_is_declared_twice_Then_that_is_a_mistake()
    {
        _spout.WithEventTime("time").WithEventTime("time");

        Expect("Component \"readings\" declares its event time 2 times; once is all it can.");
    }

    [Fact]
    public void When_a_bolt_has_no_stream_Then_it_can_have_no_event_time()
    {
        _builder.SetBolt("sink", () => new Listener()).ShuffleGrouping("readings").WithEventTime(_ => default);

        Expect("Component \"sink\" declares an event time, but no stream whose tuples could have it.");
    }

    [Fact]
    public void When_a_bolt_listens_to_watermarks_Then_the_spec_says_so()
    {
        _builder.SetBolt("listener", () => new Listener()).ShuffleGrouping("readings");

        Assert.Equal([true, false], _builder.Build().Components.Select(component => component.IsTimed));
    }

    private void Expect(string mistake) => Assert.Equal([mistake], Assert.Throws<InvalidTopologyException>(() => _builder.Build()).Mistakes);

    private sealed class Listener : Bolt, IWatermarkListener
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Execute(StreamTuple input) { }

        public void WatermarkAdvanced(DateTime watermark) { }
    }
}
