using System.Text;
using System.Text.Json;

namespace MspGov.Testing.Loopback;

/// <summary>Unsigned tokens, made here by hand so that tests do not check the product against itself.</summary>
public static class Jwt
{
    public static string Of(string tenantId, IReadOnlyList<string>? roles = null, DateTimeOffset? expires = null, string? scopes = null)
    {
        Dictionary<string, object> claims = new()
        {
            ["tid"] = tenantId,
            ["appid"] = "aaaaaaaa-0000-0000-0000-000000000001",
            ["exp"] = (expires ?? DateTimeOffset.UtcNow.AddHours(1)).ToUnixTimeSeconds(),
        };
        if (roles is not null)
        {
            claims["roles"] = roles;
        }

        if (scopes is not null)
        {
            claims["scp"] = scopes;
        }

        return $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Encode(JsonSerializer.Serialize(claims))}.x";
    }

    private static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
