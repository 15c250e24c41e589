using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

public sealed class ManifestJsonTests
{
    private const string Piece = """{"Piece":"1/a","State":"s","Form":1,"IsFull":true,"Version":1,"Entries":1,"Bytes":1}""";
    private static readonly string Good = Text(Piece);

    [Fact]
    public void When_a_manifest_is_written_Then_its_text_is_this()
    {
        // What is stored stays readable: this text changes only with the format's number.
        Assert.Equal(Good, ManifestJson.Write(ManifestJson.Read(Good)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void When_a_text_is_no_manifest_Then_it_is_said(string json) =>
        Assert.StartsWith("The manifest cannot be read", Assert.Throws<CheckpointDamagedException>(() => ManifestJson.Read(json)).Message);

    [Fact]
    public void When_a_part_is_null_or_of_an_unknown_form_Then_it_is_said()
    {
        Assert.Throws<CheckpointDamagedException>(() => ManifestJson.Read(Text("null")));
        Assert.Throws<CheckpointDamagedException>(() => ManifestJson.Read(Text(Piece.Replace("\"Form\":1", "\"Form\":9"))));
    }

    [Fact]
    public void When_a_later_version_wrote_it_Then_that_one_is_asked_for()
    {
        var error = Assert.Throws<CheckpointDamagedException>(() => ManifestJson.Read(Good.Replace("\"Format\":1", "\"Format\":2")));

        Assert.Contains("format 2", error.Message);
    }

    [Fact]
    public void When_names_have_odd_characters_Then_pieces_stay_apart_and_tell_their_checkpoint()
    {
        var one = PieceName.Make(17, "a/0/b", 1, "s");
        var other = PieceName.Make(17, "a", 0, "b/1/s");

        Assert.NotEqual(one, other);
        Assert.Equal(17, PieceName.CheckpointOf(one));
        Assert.Equal(17, PieceName.CheckpointOf(PieceName.Make(17, "a\0", 0, "\n")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/1")]
    [InlineData("0/a")]
    [InlineData("-1/a")]
    [InlineData("99999999999999999999/a")]
    [InlineData("1/a\0")]
    public void When_a_name_tells_no_checkpoint_Then_it_is_refused(string piece) =>
        Assert.Throws<ArgumentException>(() => PieceName.CheckpointOf(piece));

    private static string Text(string piece) =>
        $$"""{"Format":1,"Id":3,"StartedAt":"2026-01-01T00:00:00+00:00","CompletedAt":"2026-01-01T00:00:00.007+00:00","Savepoint":null,"Tasks":[{"Component":"c","Index":0,"IsDone":false,"Pieces":[{{piece}}]}]}""";
}
