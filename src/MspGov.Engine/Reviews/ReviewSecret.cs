using System.Security.Cryptography;
using MspGov.Core.Errors;

namespace MspGov.Engine.Reviews;

/// <summary>
/// The store's secret from which one-time codes are derived: 32 random bytes in a file that only the owner reads. It is not part of
/// the ledger, so that evidence never holds what could forge a decision file.
/// </summary>
internal sealed class ReviewSecret(string path)
{
    private const int Length = 32;

    /// <summary>The secret; made when there is none yet.</summary>
    public byte[] Open()
    {
        try
        {
            if (!File.Exists(path))
            {
                Create();
            }

            byte[] secret = File.ReadAllBytes(path);
            return secret.Length == Length ? secret : throw StoreErrors.Damaged.With($"'{path}' is damaged: it has {secret.Length} bytes instead of {Length}. Delete it and export open review packs again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"The secret of review packs at '{path}' cannot be read or made: {e.Message}", e);
        }
    }

    private void Create()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string draft = path + "." + Guid.NewGuid().ToString("N");
        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
        }

        // Whoever comes second takes the first one's.
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
