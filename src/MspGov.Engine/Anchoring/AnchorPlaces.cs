using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Ledger;

namespace MspGov.Engine.Anchoring;

/// <summary>Copies checkpoints to places that the store's owner cannot quietly change: a folder or share, a git repository, an HTTP PUT.</summary>
internal sealed class AnchorPlaces(HttpClient http)
{
    private const string GitPrefix = "git:";

    public void Copy(string place, string ledgerId, PublishedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        // Zero-padded, so that a listing is in order.
        string name = string.Create(CultureInfo.InvariantCulture, $"{ledgerId}-{checkpoint.Epoch:D12}.checkpoint");
        byte[] bytes = Encoding.UTF8.GetBytes(checkpoint.Note);
        try
        {
            if (place.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            {
                Put(place, name, bytes, cancellationToken);
            }
            else if (place.StartsWith(GitPrefix, StringComparison.OrdinalIgnoreCase))
            {
                string repository = place[GitPrefix.Length..];
                Write(repository, name, bytes);
                Git(repository, "add", "--", name);
                Git(repository, "-c", "user.name=MspGov", "-c", "user.email=mspgov@localhost", "commit", "--quiet", "--message", $"Checkpoint {checkpoint.Size} of {ledgerId}", "--", name);
            }
            else
            {
                Write(place, name, bytes);
            }
        }
        catch (Exception e) when (BoundedHttp.IsFault(e, cancellationToken) || e is UnauthorizedAccessException or Win32Exception)
        {
            throw LedgerErrors.AnchorFailed.With($"The checkpoint could not be copied to '{place}': {e.Message}.", e).About(place);
        }
    }

    /// <summary>The newest copy of a ledger's checkpoints at each place that is a folder here; what cannot be listed (HTTP) or reached is left out.</summary>
    public static IEnumerable<string> NewestCopies(IEnumerable<string> places, string ledgerId)
    {
        foreach (string place in places.Where(place => !place.Contains("://", StringComparison.Ordinal)))
        {
            string folder = place.StartsWith(GitPrefix, StringComparison.OrdinalIgnoreCase) ? place[GitPrefix.Length..] : place;
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, ledgerId + "-*.checkpoint").Max(StringComparer.Ordinal) is { } newest)
            {
                yield return newest;
            }
        }
    }

    // A checkpoint that is there already with other bytes is what anchoring is for: it is told, never overwritten.
    private static void Write(string folder, string name, byte[] bytes)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            Create(path, bytes);
        }
        else if (!TextOf(File.ReadAllBytes(path)).AsSpan().SequenceEqual(TextOf(bytes)))
        {
            throw new IOException($"'{name}' is there with another content: somebody has another history of this ledger. Run Test-AuditLedger and compare");
        }
    }

    // Under another name first: half a checkpoint would read as another history.
    private static void Create(string path, byte[] bytes)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        File.WriteAllBytes(part, bytes);
        try
        {
            File.Move(part, path);
        }
        catch (UnauthorizedAccessException)
        {
            // Where nothing can be deleted, which is the best of places, nothing can be renamed either; the other name stays there too. On
            // Unix a file is moved by a second link to it, and then it is there already.
            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, bytes);
            }
        }
    }

    // Cosignatures may have been added since; the text before them may not differ.
    private static byte[] TextOf(byte[] note) => note[..Math.Max(0, note.AsSpan().IndexOf("\n\n"u8))];

    private void Put(string place, string name, byte[] bytes, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, place.TrimEnd('/') + "/" + name) { Content = new ByteArrayContent(bytes) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        BoundedHttp.Send(http, message, cancellationToken);
    }

    private static void Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = repository, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();

        // Nothing to commit: this checkpoint is there already.
        if (process.ExitCode != 0 && !output.Contains("nothing to commit", StringComparison.Ordinal) && !output.Contains("nothing added", StringComparison.Ordinal))
        {
            throw new IOException($"git {arguments[0]}: {output.Trim()}");
        }
    }
}
