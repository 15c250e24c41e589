using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;
using Topology.State.RocksDb.Tests.Support;

namespace Topology.State.RocksDb.Tests;

/// <summary>Files and memory.</summary>
public class RocksDbStorageTests
{
    [Fact]
    public void When_it_is_disposed_Then_no_files_are_left()
    {
        using var storage = new TestStorage();
        using (var states = StoredStateTests.On(storage))
        {
            states.GetKeyValue<string, long>("words", new()).Put("a", 1);
            Assert.Single(Directory.EnumerateDirectories(storage.Storage.Folder));
            _ = states.Snapshot(full: false); // nobody reads it
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Storage.Folder));

        storage.Storage.Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Root));
    }

    [Fact]
    public void When_a_snapshot_is_read_while_the_instance_goes_Then_it_is_read_to_its_end_and_the_files_go_with_it()
    {
        using var storage = new TestStorage();
        var place = storage.Storage.Open(new StateOwner("count", 0, 1));
        var table = place.AddTable();
        table.Write("a"u8, "1"u8);
        var snapshot = table.TakeSnapshot();
        var cursor = snapshot.Open();

        place.Dispose();
        storage.Storage.Dispose();

        Assert.True(cursor.Move());
        Assert.Equal(("a", "1"), (System.Text.Encoding.UTF8.GetString(cursor.Key), System.Text.Encoding.UTF8.GetString(cursor.Value)));
        Assert.False(cursor.Move());
        cursor.Dispose();
        snapshot.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Root));
    }

    [Fact]
    public void When_a_process_has_died_Then_the_next_one_removes_its_folder_and_no_other()
    {
        using var living = new TestStorage();
        var dead = Path.Combine(living.Root, "1-dead");
        Directory.CreateDirectory(Path.Combine(dead, "1"));
        File.WriteAllText(Path.Combine(dead, "1", "000001.sst"), "left over");
        File.WriteAllText(dead + ".lock", "");

        using (new RocksDbStorage(new RocksDbStorageOptions { Folder = living.Root }))
            Assert.Equal(2, Directory.EnumerateDirectories(living.Root).Count());

        Assert.Equal([living.Storage.Folder, living.Storage.Folder + ".lock"], Directory.EnumerateFileSystemEntries(living.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void When_the_folder_cannot_be_made_Then_the_error_says_so()
    {
        using var storage = new TestStorage();
        var file = Path.Combine(storage.Root, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<TopologyException>(() => new RocksDbStorage(new RocksDbStorageOptions { Folder = file }));

        Assert.StartsWith($"There is no place for state in \"{file}\": ", error.Message);
        Assert.EndsWith("Give another folder (RocksDbStorageOptions.Folder).", error.Message);
    }

    [Fact]
    public void When_there_is_much_state_and_little_memory_Then_the_memory_stays_little()
    {
        const int Keys = 200_000;
        using var storage = new TestStorage(new RocksDbStorageOptions { MemoryBytes = 4 << 20, WriteBufferBytes = 2 << 20, PieceBytes = 1 << 20 });
        using var states = StoredStateTests.On(storage);
        var state = states.GetKeyValue<string, byte[]>("much", new());
        var most = 0L;
        var value = new byte[100];
        var random = new Random(1);
        for (var i = 0; i < Keys; i++)
        {
            random.NextBytes(value);
            state.Put($"key {i}", value);
            most = Math.Max(most, storage.Storage.UsedBytes);
        }
        Assert.Equal((Keys, 100), (state.Count, state.Get("key 77777")!.Length));
        var parts = StoredStateTests.Parts(Assert.Single(states.Snapshot(full: false)));

        Assert.InRange(most, 1, 12 << 20); // of 24 MB: buffers that are on their way to a file count too
        Assert.All(parts, part => Assert.InRange(part.Content.Length, 1, (1 << 20) + 200));
        using var restored = StoredStateTests.On(storage, parts);
        Assert.Equal(Keys, restored.GetKeyValue<string, byte[]>("much", new()).Count);
    }
}
