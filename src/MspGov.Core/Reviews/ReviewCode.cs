using System.Security.Cryptography;
using System.Text;

namespace MspGov.Core.Reviews;

/// <summary>
/// The one-time code of a review pack: 80 bits that the reviewer types into the pack and that never travel with it. Derived from a
/// secret of the store and the pack's id, so that it is kept nowhere and still known when the decisions come back.
/// </summary>
public static class ReviewCode
{
    // Crockford's alphabet: nothing that is mistaken for something else when read aloud.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The code of a pack, as four groups of four.</summary>
    public static string Of(ReadOnlySpan<byte> storeSecret, string packId)
    {
        byte[] hash = HMACSHA256.HashData(storeSecret, Encoding.UTF8.GetBytes("mspgov.review.code:" + packId));
        var code = new StringBuilder(19);
        for (int i = 0; i < 16; i++)
        {
            if (i > 0 && i % 4 == 0)
            {
                code.Append('-');
            }

            code.Append(Alphabet[hash[i] & 31]);
        }

        return code.ToString();
    }

    /// <summary>A code as typed by a person, in one form: upper-case, without separators, look-alikes resolved.</summary>
    public static string Normalise(string code)
    {
        var text = new StringBuilder(16);
        foreach (char c in code.ToUpperInvariant())
        {
            char resolved = c switch { 'O' => '0', 'I' or 'L' => '1', _ => c };
            if (Alphabet.Contains(resolved, StringComparison.Ordinal))
            {
                text.Append(resolved);
            }
        }

        return text.ToString();
    }

    /// <summary>HMAC-SHA256 under the code over the format name, LF and the body.</summary>
    public static byte[] Mac(string code, ReadOnlySpan<byte> body) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Normalise(code)), (byte[])[.. Encoding.UTF8.GetBytes(DecisionFile.FormatName + "\n"), .. body]);
}
