using System.Security.Cryptography;
using System.Text;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Notes;

/// <summary>Signature types of signed notes (C2SP signed-note).</summary>
internal enum NoteKeyType : byte
{
    Ed25519 = 0x01,
    Ecdsa = 0x02,
    Cosignature = 0x04,
}

/// <summary>A note verifier key (LEDGER section 4): <c>name+key id+base64(type ‖ key)</c>.</summary>
internal sealed class Vkey : IEquatable<Vkey>
{
    private readonly EcdsaPublicKey? _ecdsa;

    private Vkey(string name, NoteKeyType type, byte[] key)
    {
        Name = CheckName(name);
        Type = type;
        Key = key;
        switch (type)
        {
            case NoteKeyType.Ecdsa:
                _ecdsa = new EcdsaPublicKey(key);
                KeyId = SHA256.HashData(key)[..4];
                break;
            case NoteKeyType.Ed25519 or NoteKeyType.Cosignature when key.Length == Ed25519Key.Size:
                KeyId = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. key])[..4];
                break;
            default:
                throw new LedgerFormatException("A vkey of unknown type or wrong length.");
        }
    }

    public string Name { get; }

    public NoteKeyType Type { get; }

    public byte[] Key { get; }

    public byte[] KeyId { get; }

    public static Vkey Of(string name, EcdsaPublicKey key) => new(name, NoteKeyType.Ecdsa, key.Spki);

    public static Vkey Of(string name, Ed25519Key key) => new(name, NoteKeyType.Ed25519, key.Public);

    public static Vkey Parse(string text)
    {
        string[] parts = text.Split('+', 3);
        if (parts.Length != 3)
        {
            throw new LedgerFormatException("Not a vkey.");
        }

        byte[] typed = Base64Text.Parse(parts[2]);
        var vkey = new Vkey(parts[0], (NoteKeyType)(typed.Length > 0 ? typed[0] : 0), typed.Length > 0 ? typed[1..] : []);
        return HexText.Of(vkey.KeyId) == parts[1] ? vkey : throw new LedgerFormatException("The vkey's id is not its key's.");
    }

    /// <summary>A name as signed notes allow it.</summary>
    public static string CheckName(string name) =>
        name.Length == 0 || name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))
            ? throw new LedgerFormatException("Not a key name.")
            : name;

    /// <summary>Whether the signature (without key id) is this key's over the text.</summary>
    public bool Verify(byte[] text, byte[] signature) => Type switch
    {
        NoteKeyType.Ecdsa => _ecdsa!.Verify(text, signature),
        NoteKeyType.Ed25519 => Ed25519Key.Verify(Key, text, signature),
        _ => Cosignature.Verify(Key, text, signature),
    };

    public override string ToString() => $"{Name}+{HexText.Of(KeyId)}+{Base64Text.Of([(byte)Type, .. Key])}";

    public bool Equals(Vkey? other) => other is not null && Name == other.Name && Type == other.Type && Key.AsSpan().SequenceEqual(other.Key);

    public override bool Equals(object? obj) => Equals(obj as Vkey);

    public override int GetHashCode() => HashCode.Combine(Name, Type, BitConverter.ToInt32(KeyId));
}
