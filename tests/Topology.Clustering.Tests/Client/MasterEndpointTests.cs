namespace Topology.Clustering.Tests.Client;

public class MasterEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:7010", "127.0.0.1", 7010)]
    [InlineData("master-0.topology.svc:1", "master-0.topology.svc", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void When_an_address_is_whole_Then_it_is_read_and_written_alike(string text, string host, int port)
    {
        var endpoint = MasterEndpoint.Parse(text);

        Assert.Equal(new MasterEndpoint(host, port), endpoint);
        Assert.Equal(text, endpoint.ToString());
    }

    [Fact]
    public void When_it_is_localhost_Then_it_is_the_name_that_nodes_there_have() => Assert.Equal(new MasterEndpoint("127.0.0.1", 7010), MasterEndpoint.Parse("LocalHost:7010"));

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":7010")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:-1")]
    [InlineData("a b:7010")]
    [InlineData("::1:7010")]
    [InlineData("http://a:7010")]
    public void When_an_address_is_not_Then_the_form_is_shown(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => MasterEndpoint.Parse(text));

        Assert.Contains($"\"{text}\" is no address of a master: expected host:port, such as 127.0.0.1:7010", refused.Message);
    }
}
