namespace Topology.Api.Tests;

public class OutputFieldsDeclarerTests
{
    private readonly OutputFieldsDeclarer _declarer = new();

    [Fact]
    public void When_nothing_is_declared_Then_there_are_no_streams() => Assert.Empty(_declarer.Streams);

    [Fact]
    public void When_fields_are_declared_Then_they_are_those_of_the_default_stream()
    {
        _declarer.Declare(new Fields("a", "b"));

        var stream = Assert.Single(_declarer.Streams).Value;
        Assert.Equal(new StreamSpec("default", new Fields("a", "b"), IsDirect: false), stream);
    }

    [Fact]
    public void When_several_streams_are_declared_Then_they_come_in_ordinal_order()
    {
        _declarer.DeclareStream("z", new Fields("a"));
        _declarer.Declare(new Fields("b"));
        _declarer.DeclareDirectStream("Z", new Fields("c"));

        Assert.Equal(["Z", "default", "z"], _declarer.Streams.Keys);
        Assert.True(_declarer.Streams["Z"].IsDirect);
        Assert.False(_declarer.Streams["z"].IsDirect);
    }

    [Fact]
    public void When_a_stream_has_no_fields_Then_it_is_accepted()
    {
        _declarer.Declare(new Fields());

        Assert.Empty(_declarer.Streams["default"].Fields);
    }

    [Fact]
    public void When_the_default_stream_is_declared_twice_Then_it_is_refused_by_name()
    {
        _declarer.Declare(new Fields("a"));

        var error = Assert.Throws<ArgumentException>(() => _declarer.DeclareStream("default", new Fields("b")));

        Assert.StartsWith("Stream \"default\" is declared twice.", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Fields("a"), _declarer.Streams["default"].Fields);
    }

    [Fact]
    public void When_a_stream_is_declared_again_as_direct_Then_it_is_refused_by_name()
    {
        _declarer.DeclareStream("s", new Fields("a"));

        var error = Assert.Throws<ArgumentException>(() => _declarer.DeclareDirectStream("s", new Fields("a")));

        Assert.StartsWith("Stream \"s\" is declared twice.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_stream_id_is_null_or_empty_Then_it_is_refused()
    {
        Assert.Throws<ArgumentNullException>("stream", () => _declarer.DeclareStream(null!, new Fields("a"))); // null is the case under test
        Assert.Throws<ArgumentException>("stream", () => _declarer.DeclareDirectStream("", new Fields("a")));
    }

    [Fact]
    public void When_the_fields_are_null_Then_they_are_refused() =>
        Assert.Throws<ArgumentNullException>("fields", () => _declarer.Declare(null!)); // null is the case under test
}
