using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace MspGov.Ledger.Keys;

/// <summary>Files and folders that only their owner may read: private keys and what holds them.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Creates a new file, durably; one that is there already is never overwritten.</summary>
    public static void Create(string path, byte[] content)
    {
        using FileStream file = Open(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts a file in the place of another, or where there is none: either is there whole, whenever the process dies.</summary>
    public static void Replace(string path, byte[] content)
    {
        string part = path + ".part";
        File.Delete(part);
        Create(part, content);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Opens a new file for writing; one that is there already is never overwritten.</summary>
    public static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        var file = new FileStream(path, options);
        if (OperatingSystem.IsWindows())
        {
            Restrict(new FileInfo(path));
        }

        return file;
    }

    /// <summary>Makes a file that somebody else created readable for its owner only.</summary>
    public static void Restrict(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Restrict(new FileInfo(path));
        }
        else
        {
            File.SetUnixFileMode(path, FileMode600);
        }
    }

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderMode700);
        }
    }

    /// <summary>Whether nobody but its owner (and on Windows administrators and the system) can read a file or folder.</summary>
    public static bool IsOwnerOnly(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() ? !IsOpenToMany(path) : (File.GetUnixFileMode(path) & others) == 0;
    }

    /// <summary>Overwrites and deletes. On media that remap blocks the old bytes may survive; the file itself does not.</summary>
    public static void Destroy(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    [SupportedOSPlatform("windows")]
    private static void Restrict(FileInfo file)
    {
        using WindowsIdentity identity = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(identity.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        file.SetAccessControl(security);
    }

    [SupportedOSPlatform("windows")]
    private static bool IsOpenToMany(string path)
    {
        SecurityIdentifier[] many =
        [
            new(WellKnownSidType.WorldSid, null),
            new(WellKnownSidType.AuthenticatedUserSid, null),
            new(WellKnownSidType.BuiltinUsersSid, null),
        ];
        FileSystemSecurity security = Directory.Exists(path) ? new DirectoryInfo(path).GetAccessControl() : new FileInfo(path).GetAccessControl();
        return security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .Cast<FileSystemAccessRule>()
            .Any(rule => rule.AccessControlType == AccessControlType.Allow
                && (rule.FileSystemRights & FileSystemRights.ReadData) != 0
                && many.Contains(rule.IdentityReference));
    }
}
