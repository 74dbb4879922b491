using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;

namespace MspGov.Ledger.Entries;

/// <summary>One operator key in log keys: enrolled at a size of the log, perhaps retired at another.</summary>
internal sealed class EnrolledKey(string operatorId, EcdsaPublicKey key, long from)
{
    public string Operator { get; } = operatorId;

    public EcdsaPublicKey Key { get; } = key;

    /// <summary>Smallest size of log keys at which it is enrolled.</summary>
    public long From { get; } = from;

    /// <summary>Smallest size of log keys at which it is retired; null while it is not.</summary>
    public long? To { get; set; }

    public bool IsValidAt(long size) => From <= size && (To is null || size < To);
}

/// <summary>What log keys says (LEDGER section 3), folded entry by entry. Refuses what that log may not hold.</summary>
internal sealed class KeyHistory
{
    private readonly Dictionary<string, EnrolledKey> _byId = [];
    private readonly List<(long Seq, IReadOnlyList<Vkey> Vkeys)> _vkeys = [];
    private string _origin = "";

    /// <summary>Entries folded: the size of the log.</summary>
    public long Size { get; private set; }

    /// <summary>The ledger keys after the last entry folded.</summary>
    public IReadOnlyList<Vkey> Vkeys => _vkeys.Count == 0 ? [] : _vkeys[^1].Vkeys;

    /// <summary>Ledger keys of all times.</summary>
    public IReadOnlyList<Vkey> AllVkeys => [.. _vkeys.SelectMany(change => change.Vkeys)];

    public IEnumerable<EnrolledKey> Keys => _byId.Values;

    /// <summary>Seqs of the rotations.</summary>
    public IEnumerable<long> Rotations => _vkeys.Skip(1).Select(change => change.Seq);

    /// <summary>The ledger keys in force when the log had that size.</summary>
    public IReadOnlyList<Vkey> VkeysAt(long size) => _vkeys.LastOrDefault(change => change.Seq < size).Vkeys ?? [];

    public EnrolledKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>Whether the key is the operator's and valid at that size; the first two entries are signed by the key that the second enrols.</summary>
    public bool MaySign(string keyId, string operatorId, string log, long seq, long size) =>
        Find(keyId) is { } key && key.Operator == operatorId
        && (key.IsValidAt(size) || (log == LogIds.Keys && seq < 2 && key.From == 2));

    /// <summary>Folds the next entry of the log.</summary>
    /// <exception cref="LedgerFormatException">The entry has no place there.</exception>
    public void Apply(string action, ReadOnlySpan<byte> detail)
    {
        JsonNodeValue json = StrictJson.Parse(detail);
        switch (action)
        {
            case LedgerActions.Create when Size == 0:
                _origin = json.String("origin");
                _vkeys.Add((Size, ParseVkeys(json, "vkeys")));
                break;
            case LedgerActions.KeyEnrol when Size > 0:
                Enrol(json);
                break;
            case LedgerActions.KeyRetire when Size > 1:
                Retire(json);
                break;
            case LedgerActions.KeyRotate when Size > 1:
                if (!SameKeys(ParseVkeys(json, "oldVkeys"), Vkeys))
                {
                    throw new LedgerFormatException("The rotation is not from the keys in force.");
                }

                _vkeys.Add((Size, ParseVkeys(json, "newVkeys")));
                break;
            default:
                throw new LedgerFormatException($"'{action}' has no place there in log keys.");
        }

        Size++;
    }

    /// <summary>Whether both lists name the same keys, in any order.</summary>
    public static bool SameKeys(IReadOnlyList<Vkey> one, IReadOnlyList<Vkey> other) =>
        one.Count == other.Count && one.All(key => other.Contains(key));

    /// <summary>A copy to try entries on.</summary>
    public KeyHistory Clone()
    {
        var copy = new KeyHistory { Size = Size, _origin = _origin };
        copy._vkeys.AddRange(_vkeys);
        foreach ((string id, EnrolledKey key) in _byId)
        {
            copy._byId[id] = new EnrolledKey(key.Operator, key.Key, key.From) { To = key.To };
        }

        return copy;
    }

    // Section 4: signature lines are named with the origin.
    private Vkey[] ParseVkeys(JsonNodeValue json, string name)
    {
        Vkey[] vkeys = [.. json.Strings(name).Select(Vkey.Parse)];
        return vkeys.Length == 2 && vkeys.All(key => key.Name == _origin) && vkeys.Count(key => key.Type == NoteKeyType.Ecdsa) == 1 && vkeys.Count(key => key.Type == NoteKeyType.Ed25519) == 1
            ? vkeys
            : throw new LedgerFormatException("The ledger keys must be one of each type, named with the origin.");
    }

    private void Enrol(JsonNodeValue json)
    {
        var key = new EcdsaPublicKey(Base64Text.Parse(json.String("spki")));
        if (key.KeyId != json.String("keyid") || !_byId.TryAdd(key.KeyId, new EnrolledKey(json.String("operator"), key, Size + 1)))
        {
            throw new LedgerFormatException("An enrolment under another key id, or for the second time.");
        }
    }

    private void Retire(JsonNodeValue json)
    {
        if (Find(json.String("keyid")) is not { To: null } key || key.Operator != json.String("operator"))
        {
            throw new LedgerFormatException("A retirement of a key that is not in force for that operator.");
        }

        key.To = Size + 1;
    }
}
