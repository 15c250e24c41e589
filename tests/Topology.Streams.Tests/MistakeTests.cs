using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Mistakes are told when the program is built, or when a function fails, with the operator's name and what to do.</summary>
public class MistakeTests
{
    [Fact]
    public void A_stream_that_nobody_takes() => Check(
        program => program.From([1]).WithName("numbers").Where(_ => true),
        "Where (operator 2) gives elements that nobody takes: end the stream with To, or remove it.");

    [Fact]
    public void A_branch_that_nobody_takes() => Check(
        program => program.From([1]).Branch(number => number > 1, _ => true)[0].To(_ => { }),
        "Branch-1 (operator 4) gives elements that nobody takes: end the stream with To, or remove it.");

    [Fact]
    public void A_program_without_a_stream() => Check(_ => { }, "The program has no stream: begin one with StreamBuilder.From and end it with To.");

    [Fact]
    public void Two_operators_of_one_name() => Check(
        program => program.From([1]).WithName("x").Where(_ => true).WithName("x").To(_ => { }),
        "Several operators are named \"x\": From \"x\" (operator 1), Where \"x\" (operator 2); give each a name of its own.");

    [Fact]
    public void A_spout_without_the_stream_that_is_read()
    {
        var feeder = new Feeder(new Fields("number"));
        Check(
            program => program.From(feeder.CreateSpout, values => values[0].AsInt64(), "test").WithName("numbers").To(_ => { }),
            "From \"numbers\" (operator 1): its spout declares no stream \"test\"; the nearest is \"default\"; name one that it declares.");
    }

    [Fact]
    public void A_spout_that_cannot_be_made() => Check(
        program => program.From<int>(() => throw new IOException("disk"), values => 1).To(_ => { }),
        "From (operator 1): its spout cannot be made: IOException: disk");

    [Fact]
    public void A_state_that_cannot_be_saved()
    {
        Check(
            program => program.From([1]).KeyBy(number => number).Aggregate(() => new Holder(), (holder, _) => holder, _ => 1).WithName("held").To(_ => { }),
            $"Aggregate \"held\" (operator 3): its state of type {typeof(Holder)} cannot be saved by a checkpoint, because Holder.Callback is a System.Action, which is a Delegate; keep only data in it.");
        Check(
            program => program.From([1]).KeyBy(number => number).UpdateStateByKey<List<Task>>((state, _) => state).To(_ => { }),
            $"UpdateStateByKey (operator 3): its state of type {typeof(List<Task>)} cannot be saved by a checkpoint, because List`1<Task> is a System.Threading.Tasks.Task; keep only data in it.");
    }

    [Fact]
    public void A_key_that_elements_cannot_be_grouped_by() => Check(
        program => program.From([1]).KeyBy(_ => new Holder()).Count().To(_ => { }),
        $"KeyBy (operator 2): elements cannot be grouped by a key of type {typeof(Holder)}, whose content is not known; use a string, a number, a date, a Guid, an enum, bytes, or a tuple of these");

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var program = new StreamBuilder();
        program.From([1]).KeyBy(_ => new Holder()).Count();

        Assert.Equal(2, Assert.Throws<InvalidTopologyException>(program.Build).Mistakes.Count);
    }

    [Fact]
    public void Streams_of_two_programs_do_not_mix()
    {
        var (one, other) = (new StreamBuilder().From([1]), new StreamBuilder().From([1]));

        Assert.Throws<ArgumentException>(() => one.Union(other));
        Assert.Throws<ArgumentException>(() => one.KeyBy(number => number).Join(other.KeyBy(number => number).ToTable(), (left, right) => left));
    }

    [Theory]
    [InlineData("Select", "Select \"bad\" (operator 2) of component \"numbers\" failed: DivideByZeroException: Attempted to divide by zero.")]
    [InlineData("Where", "Where \"bad\" (operator 2) of component \"numbers\" failed: DivideByZeroException: Attempted to divide by zero.")]
    [InlineData("SelectMany", "SelectMany \"bad\" (operator 2) of component \"numbers\" failed: DivideByZeroException: Attempted to divide by zero.")]
    [InlineData("KeyBy", "KeyBy \"bad\" (operator 2) of component \"numbers\" failed: InvalidOperationException: the key of the element 0 is null; filter such elements out with Where before")]
    [InlineData("Aggregate", "Aggregate \"bad\" (operator 3) of component \"bad\" failed: DivideByZeroException: Attempted to divide by zero.")]
    [InlineData("Sum", "Sum \"bad\" (operator 3) of component \"bad\" failed: OverflowException: Arithmetic operation resulted in an overflow.")]
    public void A_function_that_throws_is_named(string kind, string expected)
    {
        var program = new StreamBuilder();
        var numbers = program.From([0]).WithName("numbers");
        _ = kind switch
        {
            "Select" => numbers.Select(number => 1 / number).WithName("bad").Select(number => number).To(_ => { }),
            "Where" => numbers.Where(number => 1 / number > 0).WithName("bad").Select(number => number).To(_ => { }),
            "SelectMany" => numbers.SelectMany(number => Enumerable.Range(0, 1).Select(_ => 1 / number)).WithName("bad").To(_ => { }),
            "KeyBy" => numbers.KeyBy(number => (string)null!).WithName("bad").Count().To(_ => { }),
            "Aggregate" => numbers.KeyBy(number => number).Aggregate(() => 0, (sum, number) => sum + 1 / number, sum => sum).WithName("bad").To(_ => { }),
            _ => numbers.KeyBy(number => number).Sum(number => number == 0 ? throw new OverflowException() : number).WithName("bad").To(_ => { }),
        };
        using var topology = new SimulatedTopology(program.Build(), options: new SimulationOptions { Serializer = new PlainJson() });
        topology.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Contains(expected, topology.Errors[0], StringComparison.Ordinal);
    }

    private static void Check(Action<StreamBuilder> write, string expected)
    {
        var program = new StreamBuilder();
        write(program);
        Assert.Equal(expected, Assert.Single(Assert.Throws<InvalidTopologyException>(program.Build).Mistakes));
    }

    private sealed class Holder
    {
        public Action? Callback { get; set; }
    }
}
