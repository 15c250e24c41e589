using System.Text;
using Topology.Cli.Running;

namespace Topology.Cli.Tests.Running;

public sealed class LossyWriterTests
{
    [Fact]
    public void When_the_disk_is_full_Then_what_is_written_is_lost_and_the_next_is_not()
    {
        var disk = new FullDisk();
        var writer = new LossyWriter(disk);

        writer.WriteLine("before");
        disk.IsFull = true;
        writer.WriteLine("lost");
        writer.Write('x');
        writer.Write(['y', 'z']);
        writer.Flush();
        disk.IsFull = false;
        writer.WriteLine("after");

        Assert.Equal(["before", "after"], disk.Lines);
    }

    private sealed class FullDisk : TextWriter
    {
        public bool IsFull { get; set; }

        public List<string?> Lines { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Check();

        public override void Write(char[] buffer, int index, int count) => Check();

        public override void Flush() => Check();

        public override void WriteLine(string? value)
        {
            Check();
            Lines.Add(value);
        }

        private void Check()
        {
            if (IsFull)
                throw new IOException("No space left on device");
        }
    }
}
