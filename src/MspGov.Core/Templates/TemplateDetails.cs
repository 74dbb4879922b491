using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MspGov.Core.Templates;

/// <summary>Detail of <see cref="TemplateActions.Create"/>.</summary>
/// <param name="Name">Template name.</param>
/// <param name="Number">Version number.</param>
/// <param name="Hash">Hex SHA-256 of the content.</param>
/// <param name="Content">Canonical JSON text.</param>
/// <param name="Owners">Owners from now on.</param>
/// <param name="Changelog">What changed and why.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record TemplateVersionDetail(
    string Name, int Number, string Hash, string Content, IReadOnlyList<string> Owners, string? Changelog, string? Origin);

/// <summary>Detail of <see cref="TemplateActions.Approve"/> and <see cref="TemplateActions.Deprecate"/>.</summary>
/// <param name="Name">Template name.</param>
/// <param name="Hash">Version.</param>
public sealed record TemplateVersionReference(string Name, string Hash);

/// <summary>Detail of <see cref="TemplateActions.RunEnd"/>.</summary>
/// <param name="Run">Run id.</param>
/// <param name="Succeeded">Steps proven.</param>
/// <param name="Failed">Steps failed or in doubt.</param>
/// <param name="Message">In words, where something failed.</param>
/// <param name="ToDo">What people must do; null when nothing is.</param>
public sealed record TemplateRunEndDetail(string Run, int Succeeded, int Failed, string? Message, IReadOnlyList<string>? ToDo = null);

/// <summary>How a version is addressed by its content.</summary>
public static class TemplateHash
{
    /// <summary>Hex SHA-256 of the UTF-8 bytes of a canonical JSON text.</summary>
    public static string Of(string canonical) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))).ToLowerInvariant();

    /// <summary>Whether the content asks for every plan to be approved by a second person.</summary>
    internal static bool RequiresPlanApproval(string content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return document.RootElement.TryGetProperty("requirePlanApproval", out JsonElement required) && required.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            // A content that cannot be read cannot say that it needs no approval.
            return true;
        }
    }
}
