using System.Security.Cryptography;
using System.Text;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Notes;

/// <summary>A C2SP checkpoint of the global log, without extension lines.</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    public string Text => $"{Origin}\n{Scalars.Of(Size)}\n{Base64Text.Of(Root)}\n";

    public static Checkpoint Parse(string text)
    {
        var lines = new LineText(Encoding.UTF8.GetBytes(text));
        var checkpoint = new Checkpoint(lines.Next(), lines.Integer(), lines.Hash());
        lines.End();
        return checkpoint;
    }

    /// <summary>What the next epoch leaf names it by.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
