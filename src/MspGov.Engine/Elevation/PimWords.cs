namespace MspGov.Engine.Elevation;

/// <summary>What PIM's codes mean and what to do about them (FACTS section 6), appended to what the tenant answered.</summary>
internal static class PimWords
{
    private static readonly (string Code, string Words)[] Known =
    [
        ("ActiveDurationTooShort", "PIM gives no assignment for less than five minutes and removes none in its first five minutes; a removal is tried again, and the tenant ends it by itself at its end."),
        ("RoleAssignmentExists", "The principal holds this role already, so nothing was added."),
        ("RoleAssignmentDoesNotExist", "The tenant says that there is no such assignment."),
        ("PendingRoleAssignmentRequest", "Another request for the same role waits in the tenant: approve or cancel it there first."),
        ("RoleAssignmentRequestAcrsValidationFailed", "The role's PIM settings want a stronger sign-in (authentication context), which an application cannot give."),
        ("ExpirationRule", "The role's PIM settings in the tenant do not allow this duration: ask for a shorter one or change the setting."),
        ("JustificationRule", "The role's PIM settings want a justification."),
        ("TicketingRule", "The role's PIM settings want a ticket number and system: give -Ticket."),
        ("MfaRule", "The role's PIM settings want multifactor authentication of whoever assigns."),
        ("EligibilityRule", "The role's PIM settings allow assignment to eligible principals only."),
        ("RoleAssignmentRequestPolicyValidationFailed", "The role's PIM settings in the tenant refuse this request."),
        ("PendingApproval", "It waits for an approval inside the tenant and is not active."),
        ("PendingProvisioning", "The tenant accepted it and is still at it."),
        ("AadPremiumLicenseRequired", "The tenant has no Entra ID P2 licence, which PIM needs."),
        ("SubjectNotFound", "The tenant does not know the principal."),
        ("RoleNotFound", "The tenant does not know the role."),
        ("ResourceIsLocked", "The tenant is busy with the same assignment; try again."),
    ];

    /// <summary>What was seen, with the meaning of the codes in it.</summary>
    public static string Explain(string evidence)
    {
        string[] meanings = [.. Known.Where(known => evidence.Contains(known.Code, StringComparison.OrdinalIgnoreCase)).Select(known => known.Words)];
        return meanings.Length == 0 ? evidence : $"{string.Join(" ", meanings)} ({evidence})";
    }
}
