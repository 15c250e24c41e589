using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.Loader;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;

namespace Topology.Clustering.Tests.Transport;

/// <summary>What may cross arrives as it was.</summary>
public class HyperionValueSerializerTests
{
    private readonly HyperionValueSerializer _serializer = new([typeof(Order).Assembly], null);

    [Fact]
    public void When_a_plain_framework_value_crosses_Then_it_is_the_same()
    {
        object[] values =
        [
            true, 'c', (byte)1, (sbyte)-1, (short)-2, (ushort)3, 4, 5u, 6L, ulong.MaxValue, 1.5f, 2.5, 3.25m, decimal.MinValue, "text", "", DateTime.UnixEpoch,
            new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)), TimeSpan.FromTicks(-17), new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59, 999), Guid.NewGuid(),
            new Uri("http://example.org/ä?b"), new Uri("../relative", UriKind.Relative), BigInteger.Pow(-7, 99), BigInteger.Zero, new System.Version(1, 2), new System.Version(1, 2, 3, 4),
            (Value)5, (Value)"five", (1, "two"), Tuple.Create(1, "two", 3.0), new KeyValuePair<string, int>("a", 1), default(ValueTuple), (1, 2, 3, 4, 5, 6, 7, 8, 9), Priority.High,
        ];

        Assert.All(values, value => Assert.Equal(value, Pass(value)));
        Assert.All(values, value => Assert.Equal(value.GetType(), Pass(value).GetType()));
    }

    [Fact]
    public void When_a_collection_crosses_Then_it_has_its_type_and_order()
    {
        object[] values =
        [
            new[] { 1, -2, 3 }, new[] { "a", null, "c" }, new object?[] { 1, "two", null, 4.0 }, Array.Empty<string>(), new[] { 1.5, double.NaN }, new[] { 'a', 'b' }, new[] { true, false },
            new[] { new[] { 1 }, [2, 3] }, new decimal[] { 1, 2 }, new List<int> { 3, 1, 2 }, new List<string?> { null, "b" }, new List<object> { 1, "two", new List<int> { 5 } }, new List<int?> { 1, null },
            new Queue<int>([3, 1, 2]), new Stack<int>([3, 1, 2]), new HashSet<string> { "b", "a" }, new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 }, new Dictionary<int, List<Guid>> { [1] = [Guid.NewGuid()] },
            ImmutableArray.Create(3, 1, 2), ImmutableList.Create("b", "a"), ImmutableQueue.Create(3, 1, 2), ImmutableStack.Create(3, 1, 2), ImmutableHashSet.Create("b", "a"),
            ImmutableDictionary<string, int>.Empty.Add("b", 1).Add("a", 2), new List<(string, int)> { ("a", 1) }, new Value[] { 1, "two", Value.Null }, new[] { Priority.Low, Priority.High }, new byte[] { 1, 2 },
        ];

        Assert.All(values, value => Assert.Equal(value, Pass(value)));
        Assert.All(values, value => Assert.Equal(value.GetType(), Pass(value).GetType()));
    }

    [Fact]
    public void When_a_collection_compares_strings_without_case_Then_it_does_so_at_the_other_end()
    {
        Assert.Contains("A", (HashSet<string>)Pass(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }));
        Assert.Equal(1, ((Dictionary<string, int>)Pass(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }))["A"]);
        Assert.DoesNotContain("A", (HashSet<string>)Pass(new HashSet<string>(StringComparer.Ordinal) { "a" }));

        var error = Assert.ThrowsAny<Exception>(() => Pass(new HashSet<string>(StringComparer.InvariantCulture) { "a" }));
        Assert.Contains("comparer of its own", error.Message);
    }

    [Fact]
    public void When_a_value_of_the_topologys_own_type_crosses_Then_it_is_the_same()
    {
        var order = new Order("Ärzte", 12.5m, [new OrderLine("a", 1), new OrderLine("b", 2)], Priority.High, new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero));

        var read = (Order)Pass(order);

        Assert.Equal((order.Customer, order.Amount, order.Priority, order.Due), (read.Customer, read.Amount, read.Priority, read.Due));
        Assert.Equal(order.Lines, read.Lines);
    }

    [Fact]
    public void When_a_value_is_declared_as_its_base_class_Then_its_own_fields_cross()
    {
        var read = (List<Shape>)Pass(new List<Shape> { new Circle(2.5) { Name = "c" } });

        Assert.Equal((2.5, "c"), (Assert.IsType<Circle>(read[0]).Radius, read[0].Name));
        Assert.Equal(2.5, ((Pair<Circle, int?>)Pass(new Pair<Circle, int?> { First = new Circle(2.5), Second = 3 })).First!.Radius);
        Assert.Null(((Pair<Circle, int?>)Pass(new Pair<Circle, int?>())).Second);
    }

    [Fact]
    public void When_a_value_refers_to_itself_or_is_nested_too_deeply_Then_it_is_refused_and_the_process_lives()
    {
        var self = new Holder();
        self.Content = self;
        Chain? deep = null;
        for (var i = 0; i < 1_000_000; i++)
            deep = new Chain { Next = deep };

        Assert.Contains("refers to itself", Assert.ThrowsAny<Exception>(() => Pass(self)).Message);
        Assert.Contains("nested too deeply", Assert.ThrowsAny<Exception>(() => Pass(deep!)).Message);
    }

    [Fact]
    public void When_the_topology_is_loaded_in_a_context_of_its_own_Then_values_are_of_that_contexts_types()
    {
        var context = new AssemblyLoadContext("topology", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(typeof(Circle).Assembly.Location);
        var serializer = new HyperionValueSerializer([assembly], context);
        var type = assembly.GetType(typeof(Circle).FullName!)!; // it is a copy of this assembly
        var list = typeof(List<>).MakeGenericType(type);
        var circles = (System.Collections.IList)Activator.CreateInstance(list)!; // lists can be made
        circles.Add(Activator.CreateInstance(type, 2.5));

        var read = (System.Collections.IList)Pass(circles, serializer);

        Assert.Same(list, read.GetType());
        Assert.Same(type, read[0]!.GetType());
        Assert.NotSame(typeof(Circle), type);
        Assert.Contains("Circle", Assert.ThrowsAny<Exception>(() => Pass(new Circle(1), serializer)).Message);
    }

    [Fact]
    public void When_many_threads_begin_with_the_same_types_Then_all_get_through() => Parallel.For(0, 200, i =>
    {
        var serializer = i % 20 == 0 ? new HyperionValueSerializer([typeof(Order).Assembly], null) : _serializer;
        Assert.Equal(2.5, ((Circle)((Holder)Pass(new Holder { Content = new Circle(2.5) }, serializer)).Content!).Radius);
    });

    private object Pass(object value, HyperionValueSerializer? serializer = null)
    {
        serializer ??= _serializer;
        var bytes = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, bytes);
        return serializer.Deserialize(bytes.WrittenMemory);
    }
}
