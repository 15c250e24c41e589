namespace Topology.Testing.Tests.ReadyMade;

/// <summary>Storm's joins of users, orders, stores and cities.</summary>
public class JoinBoltTests
{
    private static readonly (string Source, string[] Fields, object[][] Rows)[] Tables =
    [
        ("users", ["userId", "name", "city"], [[1, "roshan", "san jose"], [2, "harsha", "santa clara"], [3, "siva", "dublin"], [4, "hugo", "san mateo"], [5, "suresh", "sunnyvale"],
            [6, "guru", "palo alto"], [7, "arun", "bengaluru"], [8, "satish", "mumbai"], [9, "mani", "bengaluru"], [10, "priyank", "seattle"]]),
        ("orders", ["orderId", "userId", "itemId", "price"], [[11, 2, 21, 7], [12, 2, 22, 3], [13, 3, 23, 4], [14, 4, 24, 5], [15, 5, 25, 2], [16, 6, 26, 7], [17, 6, 27, 4], [18, 7, 28, 2], [19, 8, 29, 9]]),
        ("stores", ["storeId", "storeName", "city"], [[1, "store1", "san jose"], [2, "store2", "santa clara"], [3, "store3", "dublin"], [4, "store4", "san mateo"], [5, "store5", "bengaluru"]]),
        ("cities", ["cityId", "cityName", "country"], [[1, "san jose", "US"], [2, "santa clara", "US"], [3, "dublin", "US"], [4, "san mateo", "US"], [5, "sunnyvale", "US"], [6, "palo alto", "US"],
            [7, "bengaluru", "India"], [8, "mumbai", "India"], [9, "chennai", "India"]]),
    ];

    [Fact]
    [Trait("Behaviour", "T98")]
    public void When_there_is_one_side_Then_its_tuples_go_through() => Assert.Equal(
        ["11 2 21 7", "12 2 22 3", "13 3 23 4", "14 4 24 5", "15 5 25 2", "16 6 26 7", "17 6 27 4", "18 7 28 2", "19 8 29 9"],
        Run(() => new JoinBolt("orders", "userId").Select("orderId", "userId", "itemId", "price")));

    [Fact]
    [Trait("Behaviour", "T101")]
    public void When_sides_are_joined_Then_rows_without_a_partner_are_dropped() => Assert.Equal(
        ["2 harsha 7", "2 harsha 3", "3 siva 4", "4 hugo 5", "5 suresh 2", "6 guru 7", "6 guru 4", "7 arun 2", "8 satish 9"],
        Run(() => new JoinBolt("users", "userId").Join("orders", "userId", "users").Select("users:userId", "name", "price")));

    [Fact]
    [Trait("Behaviour", "T102")]
    public void When_a_side_is_joined_to_the_left_Then_rows_without_a_partner_are_kept() => Assert.Equal(
        ["1 roshan null", "2 harsha 7", "2 harsha 3", "3 siva 4", "4 hugo 5", "5 suresh 2", "6 guru 7", "6 guru 4", "7 arun 2", "8 satish 9", "9 mani null", "10 priyank null"],
        Run(() => new JoinBolt("users", "userId").LeftJoin("orders", "userId", "users").Select("users:userId", "name", "price")));

    [Fact]
    public void When_a_side_is_joined_to_the_right_Then_its_tuples_without_a_partner_come_behind_with_nulls() => Assert.Equal(
        ["roshan store1", "harsha store2", "siva store3", "hugo store4", "arun store5", "mani store5", "null store6"],
        Run(() => new JoinBolt("users", "city").RightJoin("stores", "city", "users").Select("name", "storeName"), ("stores", [6, "store6", "oslo"])));

    [Fact]
    public void When_a_side_is_joined_in_full_Then_both_sides_are_kept_and_a_null_key_has_no_partner() => Assert.Equal(
        ["roshan store1", "harsha store2", "siva store3", "hugo store4", "suresh null", "guru null", "arun store5", "satish null", "mani store5", "priyank null", "nobody null", "null store6"],
        Run(() => new JoinBolt("users", "city").FullJoin("stores", "city", "users").Select("name", "storeName"), ("users", [11, "nobody", null]), ("stores", [6, "store6", null])));

    [Fact]
    public void When_a_join_goes_on_behind_a_right_one_Then_rows_that_lack_the_prior_side_have_no_partner() => Assert.Equal(
        ["roshan store1 US", "harsha store2 US", "siva store3 US", "hugo store4 US", "arun store5 India", "mani store5 India", "null store6 null", "null null US", "null null US", "null null India", "null null India"],
        Run(() => new JoinBolt("users", "city").RightJoin("stores", "city", "users").FullJoin("cities", "cityName", "users").Select("name", "storeName", "country"), ("stores", [6, "store6", "oslo"])));

    [Fact]
    public void When_a_field_holds_a_dictionary_Then_what_it_has_under_a_key_can_be_joined_and_selected()
    {
        var profile = new Dictionary<string, object?> { ["id"] = 2, ["home"] = new Dictionary<string, object?> { ["street"] = "elm" } };
        var emitted = Run(
            () => new JoinBolt("users", "name.id").Join("orders", "userId", "users").Select("price", "users:name.home.street as street", "name.home.number", "name.id.more"),
            ("users", [11, profile, "x"]));

        Assert.Equal(["7 elm null null", "3 elm null null"], emitted);
    }

    [Fact]
    [Trait("Behaviour", "T103")]
    [Trait("Behaviour", "T106")]
    public void When_three_sides_are_joined_Then_each_goes_by_its_prior_one()
    {
        string[] expected = ["roshan store1 san jose US", "harsha store2 santa clara US", "siva store3 dublin US", "hugo store4 san mateo US", "arun store5 bengaluru India", "mani store5 bengaluru India"];
        Assert.Equal(expected, Run(() => new JoinBolt("users", "city").Join("stores", "city", "users").Join("cities", "cityName", "stores").Select("name", "storeName", "users:city as town", "country")));
        Assert.Equal(expected, Run(() => new JoinBolt("users", "city").Join("stores", "city", "users").LeftJoin("cities", "cityName", "stores").Select("name", "storeName", "users:city", "country")));
    }

    [Fact]
    public void When_keys_are_of_two_types_Then_that_is_reported_and_rows_go_on_without_a_partner()
    {
        var errors = new List<string>();

        var rows = Run(() => new JoinBolt("users", "userId").LeftJoin("stores", "storeName", "users").Select("name", "storeName"), errors);

        Assert.Equal(Tables[0].Rows.Select(row => $"{row[1]} null"), rows);
        Assert.Contains(
            "Component \"join\" joins \"stores\" by \"storeName\", which holds a value of type String, to \"users\" by \"userId\", which holds one of type Int64: they are never equal, so none of this window has a partner.",
            Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_join_is_said_wrongly_Then_the_error_says_what_is_wrong()
    {
        var join = new JoinBolt("users", "userId").Join("orders", "userId", "users");

        Assert.Contains("\"orders\" is already part of the join", Assert.Throws<ArgumentException>(() => join.Join("orders", "userId", "users")).Message, StringComparison.Ordinal);
        Assert.Contains("\"shops\" is not part of the join", Assert.Throws<ArgumentException>(() => join.Join("stores", "city", "shops")).Message, StringComparison.Ordinal);
        var builder = new TopologyBuilder();
        builder.SetSpout("users", () => new Feeder(new Fields("userId")).CreateSpout());
        builder.SetBolt("join", () => join).GlobalGrouping("users").WithTumblingWindow(1);
        Assert.Contains("say which by Select", Assert.Throws<InvalidTopologyException>(builder.Build).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Run(Func<Bolt> join, params (string Source, object?[] Row)[] more)
    {
        var errors = new List<string>();
        var rows = Run(join, errors, more);
        Assert.Empty(errors);
        return rows;
    }

    private static IEnumerable<string> Run(Func<Bolt> join, List<string> errors, params (string Source, object?[] Row)[] more)
    {
        var sides = new Dictionary<string, IReadOnlyList<Value[]>>();
        var builder = new TopologyBuilder();
        var bolt = builder.SetBolt("join", join).WithTumblingWindow(TimeSpan.FromSeconds(1));
        foreach (var (source, fields, rows) in Tables)
        {
            builder.SetSpout(source, () => new Feeder(new Fields(fields)).CreateSpout());
            bolt.GlobalGrouping(source);
            sides.Add(source, [.. rows.Concat(more.Where(one => one.Source == source).Select(one => one.Row)).Select(row => row.Select(Value.From).ToArray())]);
        }
        using var topology = new SimulatedTopology(builder.Build(), options: new SimulationOptions { MockedSources = sides });
        topology.RunToCompletion();
        Assert.Equal(0, topology.Totals.Failed);
        errors.AddRange(topology.Errors);
        return topology.Emitted("join").Select(tuple => string.Join(' ', tuple.Values));
    }
}
