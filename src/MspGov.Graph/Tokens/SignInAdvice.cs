namespace MspGov.Graph.Tokens;

/// <summary>Puts the codes of the sign-in service into words that say what to do.</summary>
internal static class SignInAdvice
{
    private static readonly (string Code, string Advice)[] Known =
    [
        ("AADSTS7000215", "the client secret is wrong. Use the secret's value, not its id, and set it with Set-ClientTenant -ClientSecret."),
        ("AADSTS7000222", "the client secret has expired. Create a new one for the application and set it with Set-ClientTenant -ClientSecret."),
        ("AADSTS700016", "the application is not in this tenant. Check -ClientId, and that an administrator of the tenant consented to the application."),
        ("AADSTS90002", "the tenant does not exist in this cloud. Check the tenant id and -Cloud."),
        ("AADSTS900023", "the tenant id is not valid."),
        ("AADSTS700027", "the certificate is not registered with the application, or has expired. Upload its public part to the application."),
        ("AADSTS700024", "the client assertion is outside its validity: check this machine's clock."),
        ("AADSTS65001", "nobody consented to the application's permissions. An administrator of the tenant must consent."),
        ("AADSTS50076", "multi-factor authentication is needed: sign in interactively."),
        ("AADSTS53003", "Conditional Access of the tenant blocks the sign-in."),
        ("AADSTS70021", "no federated credential of the application fits this workload."),
    ];

    /// <summary>Advice for a sign-in error; the service's own words where the code is not known.</summary>
    public static string For(Exception failure)
    {
        string first = FirstLine(failure);
        for (Exception? level = failure; level is not null; level = level.InnerException)
        {
            foreach ((string code, string advice) in Known)
            {
                if (level.Message.Contains(code + ":", StringComparison.Ordinal) || level.Message.Contains(code + " ", StringComparison.Ordinal))
                {
                    return $"{advice} ({code})";
                }
            }

            first = level.Message.StartsWith("AADSTS", StringComparison.Ordinal) ? FirstLine(level) : first;
        }

        return $"{first} Check the client id, the secret or certificate and its expiry, and the authority host.";
    }

    private static string FirstLine(Exception failure) =>
        failure.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "No reason was given.";
}
