// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/saved_login.h"

#include "settings/saved_connection.h"
#include "text/problem_text.h"
#include "vault/vault.h"

namespace tidegate::frame {

using vault::VaultAnswer;

vault::VaultRequest *openLogin(vault::Vault &vault, const settings::SavedConnection &connection,
                               QObject *owner, std::function<void(const SavedLogin &)> answer)
{
    endpoint::Endpoint bare;
    try {
        bare = connection.endpoint();
    } catch (const ProblemError &error) {
        const SavedLogin none{std::nullopt, text::problemText(error.problem()).inOneLine()};
        QMetaObject::invokeMethod(
            owner, [answer = std::move(answer), none] { answer(none); }, Qt::QueuedConnection);
        return nullptr;
    }
    auto *request = vault.read(connection.id);
    QObject::connect(request, &vault::VaultRequest::ended, owner,
                     [bare, answer = std::move(answer)](const VaultAnswer &read) {
                         auto login = bare;
                         if (read.kind == VaultAnswer::Kind::Done)
                             login.set("password", read.secret.toStdString());
                         if (read.kind == VaultAnswer::Kind::Done || read.kind == VaultAnswer::Kind::NotFound)
                             answer({login, {}});
                         else
                             answer({std::nullopt, read.reason});
                     });
    return request;
}

} // namespace tidegate::frame
