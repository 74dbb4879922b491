using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>What the generators share: the directory being filled, the random stream, and who was created so far.</summary>
internal sealed class GenerationContext
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    internal GenerationContext(LabSpec spec, LabDirectory directory, string purpose)
    {
        Spec = spec;
        Directory = directory;
        Random = DeterministicRandom.Of(purpose + "|" + spec.RandomKey);
    }

    internal LabSpec Spec { get; }

    internal LabDirectory Directory { get; }

    internal DeterministicRandom Random { get; }

    internal List<string> Members { get; } = [];

    internal List<string> Guests { get; } = [];

    internal List<string> Admins { get; } = [];

    internal List<string> BreakGlass { get; } = [];

    internal List<string> SecurityGroups { get; } = [];

    internal List<string> RoleAssignableGroups { get; } = [];

    internal List<string> Units { get; } = [];

    internal List<string> AppPrincipals { get; } = [];

    internal string GraphPrincipal { get; set; } = "";

    internal string Slug => Slugs.Of(Spec.Name);

    internal string Domain => Slug + ".example";

    internal string InitialDomain => Slug + ".onmicrosoft.com";

    /// <summary>A time relative to the epoch, as Graph writes times.</summary>
    internal string At(double days) => Text(Spec.Epoch.AddDays(days));

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Adds an object; the writer is inside the object and has written its id.</summary>
    internal LabObject Add(string set, string type, string id, Action<Utf8JsonWriter> write, string? parent = null)
    {
        _buffer.Clear();
        using (var writer = new Utf8JsonWriter(_buffer, LabJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            write(writer);
            writer.WriteEndObject();
        }

        var item = new LabObject(set, type, id, parent, _buffer.WrittenSpan.ToArray());
        Directory.Set(set).Put(item);
        return item;
    }

    /// <summary>Adds an object given as JSON text with its id inside.</summary>
    internal LabObject AddJson(string set, string type, string id, string json, string? parent = null)
    {
        using var document = JsonDocument.Parse(json);
        var item = new LabObject(set, type, id, parent, Encoding.UTF8.GetBytes(document.RootElement.GetRawText()));
        Directory.Set(set).Put(item);
        return item;
    }

    internal void Link(string relation, string from, string to) => Directory.Edges(relation).Add(from, to);
}
