package import Operations

extension Feature {
    package static let access = Feature(
        rows: [RoleRow.self, DeviceRow.self, EnrolmentRow.self, KeyRow.self, StaffPassword.self, StaffReset.self],
        operations: [PutRole.self, RevokeDevice.self],
        byRequest: [
            CreateStaff.self, UpdateStaff.self, DismissStaff.self, RehireStaff.self, ResetPassword.self, ChangePassword.self,
            CreateKey.self,
            RevokeKey.self, CreateEnrolmentCode.self, EndEnrolmentCode.self,
        ])
}
