using System.Numerics;
using MspGov.Ledger.Encodings;

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

    /// <summary>Reads strict DER with low S as r‖s.</summary>
    /// <exception cref="LedgerFormatException">Any other form.</exception>
    public static byte[] FromDer(ReadOnlySpan<byte> der)
    {
        byte[] fixedForm = new byte[FixedSize];
        if (der.Length is < 8 or > 72 || der[0] != 0x30 || der[1] != der.Length - 2)
        {
            throw NotStrict();
        }

        int read = 2;
        read += ReadInteger(der[read..], fixedForm.AsSpan(0, 32));
        read += ReadInteger(der[read..], fixedForm.AsSpan(32, 32));
        if (read != der.Length)
        {
            throw NotStrict();
        }

        return fixedForm.AsSpan(32).SequenceCompareTo(HalfOrder) > 0
            ? throw new LedgerFormatException("The signature's S is not in the lower half.")
            : fixedForm;
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

    private static int ReadInteger(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length < 3 || from[0] != 0x02 || from[1] is 0 or > 33 || from.Length < 2 + from[1])
        {
            throw NotStrict();
        }

        ReadOnlySpan<byte> value = from.Slice(2, from[1]);
        bool negative = value[0] >= 0x80;
        bool needlessZero = value.Length > 1 && value[0] == 0 && value[1] < 0x80;
        ReadOnlySpan<byte> magnitude = value[0] == 0 ? value[1..] : value;
        if (negative || needlessZero || magnitude.Length > 32 || magnitude.IsEmpty)
        {
            throw NotStrict();
        }

        magnitude.CopyTo(to[(32 - magnitude.Length)..]);
        return 2 + value.Length;
    }

    private static BigInteger Unsigned(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] ToFixed(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] fixedForm = new byte[32];
        bytes.CopyTo(fixedForm, 32 - bytes.Length);
        return fixedForm;
    }

    private static LedgerFormatException NotStrict() => new("The signature is not strict DER.");
}
