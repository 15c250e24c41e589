using System.Buffers;
using System.Diagnostics;
using System.Text;
using CsCheck;
using Hyperion;
using Topology.Clustering.Tests.Transport.Support;
using Topology.Clustering.Transport;

namespace Topology.Clustering.Tests.Transport;

/// <summary>What may not cross is neither written nor made from bytes, however deep it is hidden.</summary>
public class ForbiddenValueTests
{
    private static readonly Serializer Lax = new(SerializerOptions.Default.WithDisallowUnsafeType(false));

    private readonly HyperionValueSerializer _serializer = new([typeof(Order).Assembly], null);

    public static (object Value, string Name)[] Forbidden =>
    [
        (new StringBuilder("a"), "System.Text.StringBuilder"),
        (new Stopwatch(), "System.Diagnostics.Stopwatch"),
        (new Random(1), "System.Random"),
        (new OwnDelegate(() => 1), "OwnDelegate"),
        (new Func<int>(() => 1), "System.Func"),
        (new OwnException(), "OwnException"),
        (new OwnList { 1 }, "OwnList"),
        (typeof(string), "System."),
        (typeof(string).GetMethod(nameof(string.Clone))!, "Method"),
        (new int[1, 1], "Int32[,]"),
        (DayOfWeek.Friday, "DayOfWeek"),
        (StringComparer.Ordinal, "System."),
        (CancellationToken.None, "CancellationToken"),
        (new SortedDictionary<int, int>(), "SortedDictionary"),
    ];

    [Fact]
    public void When_a_forbidden_value_is_written_Then_it_is_refused_by_name_each_time() => Assert.All(Hidden(), hidden =>
    {
        for (var time = 0; time < 2; time++) // the second time it is known
            Assert.Contains(hidden.Name, Assert.ThrowsAny<Exception>(() => Write(hidden.Value)).Message);
    });

    [Fact]
    public void When_bytes_tell_of_a_forbidden_value_Then_nothing_is_made_of_them() => Assert.All(Hidden(), hidden =>
    {
        var bytes = WriteLax(hidden.Value);
        if (bytes is null)
            return; // Hyperion itself cannot write it
        for (var time = 0; time < 2; time++)
            Assert.ThrowsAny<Exception>(() => _serializer.Deserialize(bytes));
    });

    [Fact]
    public void When_bytes_name_a_forbidden_type_Then_the_error_names_it()
    {
        var error = Assert.ThrowsAny<Exception>(() => _serializer.Deserialize(WriteLax(new StringBuilder("a"))));

        Assert.Contains("System.Text.StringBuilder", error.ToString());
    }

    [Fact]
    public void When_bytes_name_a_type_that_would_do_something_when_made_Then_it_is_not_made()
    {
        Trap.Made = 0;
        var strict = new HyperionValueSerializer([typeof(Topology.TopologySpec).Assembly], null); // the trap is not its own

        foreach (var value in new object[] { new Trap(), new List<Trap> { new() }, new object[] { new Trap() }, new Dictionary<string, object> { ["a"] = new Trap() } })
        {
            var bytes = WriteLax(value)!; // all of them can be written
            Trap.Made = 0;
            Assert.ThrowsAny<Exception>(() => strict.Deserialize(bytes));
        }

        Assert.Equal(0, Trap.Made);
    }

    [Fact]
    public void When_the_forbidden_field_is_null_Then_the_value_crosses()
    {
        var read = (Holder)_serializer.Deserialize(Write(new Holder { Content = "a" }));

        Assert.Equal(("a", null), (read.Content, read.Builder));
    }

    [Fact]
    public void When_names_are_tricky_Then_they_are_refused()
    {
        ITypeFilter filter = new AllowedTypes([typeof(Order).Assembly]);
        var own = typeof(Order).Assembly.GetName().Name;

        Assert.True(filter.IsAllowed(typeof(Order).FullName!));
        Assert.True(filter.IsAllowed($"{typeof(Order).FullName}, {own}"));
        Assert.True(filter.IsAllowed($"{typeof(Pane).FullName}, {typeof(Pane).Assembly.GetName().Name}"));
        Assert.True(filter.IsAllowed("System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib,%core%]], System.Private.CoreLib,%core%"));
        Assert.True(filter.IsAllowed($"System.Collections.Generic.List`1[[{typeof(Order).FullName}, {own}]][], System.Private.CoreLib,%core%"));
        string[] refused =
        [
            "", "x", "System.Int32[,]", "System.Int32*", "System.Int32&", "System.Collections.Generic.List`1", "System.Collections.Generic.List`1[System.Text.StringBuilder]",
            $"System.Int32, {own}", $"{typeof(Order).FullName}, System.Private.CoreLib,%core%", "System.Diagnostics.Process, System.Diagnostics.Process",
            "System.Collections.Generic.List`1[[System.Collections.Generic.List`1[[System.Diagnostics.Process, System.Diagnostics.Process]], System.Private.CoreLib,%core%]], System.Private.CoreLib,%core%",
            $"{typeof(Shape).FullName}, {own}", $"{typeof(OwnDelegate).FullName}, {own}", $"{typeof(OwnException).FullName}, {own}", "System.Nullable`1[[System.String, System.Private.CoreLib,%core%]], System.Private.CoreLib,%core%",
            new string('[', 10_000), string.Concat(Enumerable.Repeat("System.Collections.Generic.List`1[[", 1000)), "System.Int32" + string.Concat(Enumerable.Repeat("[]", 5000)),
        ];
        Assert.All(refused, name => Assert.False(filter.IsAllowed(name), name));
    }

    [Fact]
    public void When_bytes_are_changed_or_random_Then_they_make_allowed_values_or_none()
    {
        var valid = Write(new List<object?> { new Holder { Content = new Circle(1) }, new Dictionary<string, object> { ["a"] = new[] { 1, 2 }, ["b"] = ImmutableOf() }, "text", null, 5m }).ToArray();
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, 3], Gen.Byte.Array[0, 60]).Sample((place, value, kind, random) =>
        {
            var bytes = kind switch
            {
                0 => random,
                1 => valid[..place],
                _ => (byte[])[.. valid[..place], value, .. valid[(place + 1)..]],
            };
            try
            {
                _serializer.Deserialize(bytes);
            }
            catch (Exception e) when (e is not (AccessViolationException or InsufficientMemoryException))
            {
                // refused, for whatever reason
            }
        }, iter: 3_000, threads: 1);
    }

    private static object ImmutableOf() => System.Collections.Immutable.ImmutableList.Create(1, 2);

    /// <summary>Each forbidden value, bare and within others.</summary>
    private static IEnumerable<(object Value, string Name)> Hidden() => Forbidden.SelectMany(one => new (object, string)[]
    {
        one,
        (new Holder { Content = one.Value }, one.Name),
        (new object[] { 1, one.Value }, one.Name),
        (new List<object> { new Holder { Content = new Dictionary<string, object> { ["a"] = one.Value } } }, one.Name),
        (new Pair<object, int> { First = one.Value }, one.Name),
        (Value.From(new object[] { one.Value }).ToObject()!, one.Name), // an array is not null
        ((1, one.Value), one.Name),
    });

    private ReadOnlyMemory<byte> Write(object value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        _serializer.Serialize(value, bytes);
        return bytes.WrittenMemory;
    }

    private static byte[]? WriteLax(object value)
    {
        using var bytes = new MemoryStream();
        try
        {
            Lax.Serialize(value, bytes);
        }
        catch (Exception)
        {
            return null;
        }
        return bytes.ToArray();
    }

    /// <summary>Notices being made from serialized state.</summary>
    [Serializable]
    public sealed class Trap : System.Runtime.Serialization.ISerializable
    {
        public static int Made;

        public Trap() => Made++;

        private Trap(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context) => Made++;

        public void GetObjectData(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context) => info.AddValue("a", 1);
    }
}
