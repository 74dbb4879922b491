using System.Numerics;

namespace MspGov.Ledger.Keys;

/// <summary>ECDSA P-256 signatures in their one form: strict DER (X.690) with low S. .NET speaks r‖s of 32 bytes each.</summary>
internal static class EcdsaSignature
{
    public const int FixedSize = 64;

    private static readonly BigInteger Order = Unsigned(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));
    private static readonly byte[] HalfOrder = ToFixed(Order >> 1);

    /// <summary>Turns r‖s into DER, with S in the lower half.</summary>
    public static byte[] ToDer(ReadOnlySpan<byte> fixedForm)
    {
        ReadOnlySpan<byte> r = fixedForm[..32];
        ReadOnlySpan<byte> s = fixedForm[32..];
        if (s.SequenceCompareTo(HalfOrder) > 0)
        {
            s = ToFixed(Order - Unsigned(s));
        }

        Span<byte> der = stackalloc byte[72];
        int length = 2;
        length += WriteInteger(der[length..], r);
        length += WriteInteger(der[length..], s);
        der[0] = 0x30;
        der[1] = (byte)(length - 2);
        return der[..length].ToArray();
    }

    /// <summary>Whether these bytes are strict DER with low S.</summary>
    public static bool IsStrict(ReadOnlySpan<byte> der)
    {
        if (der.Length is < 8 or > 72 || der[0] != 0x30 || der[1] != der.Length - 2)
        {
            return false;
        }

        Span<byte> r = stackalloc byte[32], s = stackalloc byte[32];
        ReadOnlySpan<byte> rest = der[2..];
        return TryReadInteger(ref rest, r) && TryReadInteger(ref rest, s) && rest.IsEmpty && s.SequenceCompareTo(HalfOrder) <= 0;
    }

    private static int WriteInteger(Span<byte> to, ReadOnlySpan<byte> value)
    {
        value = value.TrimStart((byte)0);
        if (value.IsEmpty)
        {
            value = [0];
        }

        int pad = value[0] >= 0x80 ? 1 : 0;
        to[0] = 0x02;
        to[1] = (byte)(value.Length + pad);
        to[2] = 0;
        value.CopyTo(to[(2 + pad)..]);
        return 2 + pad + value.Length;
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> rest, scoped Span<byte> to)
    {
        if (rest.Length < 3 || rest[0] != 0x02 || rest[1] is 0 or > 33 || rest.Length < 2 + rest[1])
        {
            return false;
        }

        ReadOnlySpan<byte> value = rest.Slice(2, rest[1]);
        bool negative = value[0] >= 0x80;
        bool needlessZero = value.Length > 1 && value[0] == 0 && value[1] < 0x80;
        ReadOnlySpan<byte> magnitude = value[0] == 0 ? value[1..] : value;
        if (negative || needlessZero || magnitude.Length > 32 || magnitude.IsEmpty)
        {
            return false;
        }

        to.Clear();
        magnitude.CopyTo(to[(32 - magnitude.Length)..]);
        rest = rest[(2 + value.Length)..];
        return true;
    }

    private static BigInteger Unsigned(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] ToFixed(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] fixedForm = new byte[32];
        bytes.CopyTo(fixedForm, 32 - bytes.Length);
        return fixedForm;
    }
}
