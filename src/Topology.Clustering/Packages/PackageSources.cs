using System.Formats.Tar;
using Topology.Clustering.Packages.Loading;

namespace Topology.Clustering.Packages;

/// <summary>A file to be packed.</summary>
/// <param name="Name">In the package, with '/'.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size when it was found.</param>
internal sealed record PackageSource(string Name, string Path, long Bytes);

/// <summary>Finds the files that make a package.</summary>
internal static class PackageSources
{
    /// <summary>All files below a folder, or those that belong to an assembly.</summary>
    /// <param name="path">A folder, or a .dll. One with a .deps.json beside it lies in a publish folder, which is taken whole.</param>
    /// <returns>In ordinal order of names.</returns>
    /// <exception cref="PackageException">There is nothing there, or something that cannot be packed.</exception>
    public static IReadOnlyList<PackageSource> Of(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            return Sorted(new FolderWalk(full).Files());
        if (!File.Exists(full))
            throw new PackageException(PackageFault.Invalid, $"There is no folder and no assembly at '{full}'.");

        var folder = Path.GetDirectoryName(full)!; // not null: a file's full path
        return File.Exists(Path.ChangeExtension(full, ".deps.json"))
            ? Sorted(new FolderWalk(folder).Files())
            : Sorted(OfAssembly(full, folder).Select(file => Source(folder, file)));
    }

    /// <summary>The assembly, what it refers to as far as it lies beside it, and what belongs to each.</summary>
    private static IEnumerable<string> OfAssembly(string assembly, string folder)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>([Path.GetFileNameWithoutExtension(assembly)]);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name) || PluginLoadContext.IsShared(name) || !File.Exists(Path.Combine(folder, name + ".dll")))
                continue;

            foreach (var file in Belonging(folder, name))
                yield return file;
            foreach (var reference in References(Path.Combine(folder, name + ".dll")))
                open.Push(reference);
        }
    }

    private static IEnumerable<string> Belonging(string folder, string name)
    {
        string[] beside = [".dll", ".pdb", ".dll.config", ".runtimeconfig.json"];
        return beside.Select(extension => Path.Combine(folder, name + extension))
            .Concat(Directory.EnumerateDirectories(folder).Select(culture => Path.Combine(culture, name + ".resources.dll")))
            .Where(File.Exists);
    }

    private static IEnumerable<string> References(string assembly)
    {
        try
        {
            return ApiReferences.Read(assembly).Select(reference => reference.Name!); // not null: a reference always has one
        }
        catch (BadImageFormatException e)
        {
            throw new PackageException(PackageFault.Invalid, $"'{assembly}' is not a .NET assembly.", e);
        }
    }

    private static List<PackageSource> Sorted(IEnumerable<PackageSource> files)
    {
        var sorted = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        return sorted.Count > 0 ? sorted : throw new PackageException(PackageFault.Invalid, "There is nothing to pack: the folder has no files.");
    }

    private static PackageSource Source(string root, string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
            info = (FileInfo?)info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
        RefuseSpecial(info);
        return new PackageSource(Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), path, info.Length);
    }

    // Pipes, sockets and devices have no length and no attribute that tells them from an empty file, and to open a pipe
    // may wait for ever. Writing tar needs to know what a file is, and so finds out; of an empty file that is a block of 512 bytes.
    private static void RefuseSpecial(FileInfo file)
    {
        if (file.Length > 0 || OperatingSystem.IsWindows())
            return;

        try
        {
            using var block = new MemoryStream();
            using (var writer = new TarWriter(block, TarEntryFormat.Pax, leaveOpen: true))
                writer.WriteEntry(file.FullName, "file");
            block.Position = 0;
            if (new TarReader(block).GetNextEntry() is { EntryType: TarEntryType.RegularFile })
                return;
        }
        catch (IOException)
        {
            // Something that tar does not know: a socket.
        }

        throw new PackageException(PackageFault.Invalid, $"'{file.FullName}' cannot be packed: it is a pipe, a socket or a device, not a file.");
    }

    /// <summary>Walks a folder, through links that stay within it.</summary>
    private sealed class FolderWalk(string root)
    {
        private readonly string _root = Real(new DirectoryInfo(root));

        public IEnumerable<PackageSource> Files() => Files(root, [_root]);

        // above: the real folders on the way here, to notice a circle of links.
        private IEnumerable<PackageSource> Files(string folder, IReadOnlyList<string> above)
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null)
                    RefuseEscape(entry);
                if (entry is DirectoryInfo inner)
                {
                    var real = Real(inner);
                    if (above.Contains(real, StringComparer.Ordinal))
                        throw new PackageException(PackageFault.Invalid, $"'{entry.FullName}' cannot be packed: it is a link to a folder that it lies in.");
                    foreach (var file in Files(entry.FullName, [.. above, real]))
                        yield return file;
                }
                else
                    yield return Source(root, entry.FullName);
            }
        }

        private void RefuseEscape(FileSystemInfo link)
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true);
            if (target is not { Exists: true })
                throw new PackageException(PackageFault.Invalid, $"'{link.FullName}' cannot be packed: it is a link to '{link.LinkTarget}', which does not exist.");
            if (!(Real(target) + Path.DirectorySeparatorChar).StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new PackageException(PackageFault.Invalid, $"'{link.FullName}' cannot be packed: it is a link to '{target.FullName}', which lies outside the folder.");
        }

        // Without any link on the way: the framework resolves the last part only.
        private static string Real(FileSystemInfo info)
        {
            var resolved = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(resolved.FullName));
            return parent is null ? resolved.FullName : Path.Combine(Real(new DirectoryInfo(parent)), resolved.Name);
        }
    }
}
