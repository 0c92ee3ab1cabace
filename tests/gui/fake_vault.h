// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/vault.h"

#include <QHash>
#include <QPointer>

namespace tidegate::tests {

/// A vault that does what a test says: works, refuses, or is locked and answers nothing until it is unlocked.
class FakeVault : public vault::Vault
{
public:
    enum class Mood { Works, Refuses, Locked };

    using Vault::Vault;
    Mood mood = Mood::Works;
    bool lasting = true;
    QHash<QUuid, QString> passwords;

    vault::VaultRequest *read(const QUuid &id) override
    {
        return answer([this, id] { return passwords.contains(id) ? done(passwords.value(id)) : notFound(); });
    }
    vault::VaultRequest *write(const QUuid &id, const QString &password, vault::Keep keep) override
    {
        lastKeep = keep;
        if (keep == vault::Keep::ThisSession) {
            session.insert(id, password);
            auto *request = new vault::VaultRequest(this);
            QMetaObject::invokeMethod(
                request, [request] { request->end(done({})); }, Qt::QueuedConnection);
            return request;
        }
        return answer([this, id, password] {
            passwords.insert(id, password);
            return done({});
        });
    }
    vault::VaultRequest *remove(const QUuid &id) override
    {
        return answer([this, id] { return passwords.remove(id) > 0 ? done({}) : notFound(); });
    }
    vault::VaultDescription describe() const override
    {
        return lasting ? vault::VaultDescription{QStringLiteral("the fake keyring"), true, {}}
                       : vault::VaultDescription{QStringLiteral("memory"), false, QStringLiteral("It was wished so.")};
    }

    void unlock()
    {
        mood = Mood::Works;
        const auto waiting = std::exchange(m_waiting, {});
        for (const auto &act : waiting)
            act();
    }
    int waiting() const { return static_cast<int>(m_waiting.size()); }

    QHash<QUuid, QString> session;
    vault::Keep lastKeep = vault::Keep::Always;

private:
    static vault::VaultAnswer done(const QString &secret)
    {
        return {vault::VaultAnswer::Kind::Done, secret, {}};
    }
    static vault::VaultAnswer notFound() { return {vault::VaultAnswer::Kind::NotFound, {}, {}}; }

    template <typename Act>
    vault::VaultRequest *answer(Act act)
    {
        auto *request = new vault::VaultRequest(this);
        const auto end = [request = QPointer(request), act] {
            if (request)
                request->end(act());
        };
        if (mood == Mood::Locked) {
            m_waiting.push_back(end);
        } else if (mood == Mood::Works) {
            QMetaObject::invokeMethod(request, end, Qt::QueuedConnection);
        } else {
            const vault::VaultAnswer refused{
                vault::VaultAnswer::Kind::Failed, {}, QStringLiteral("it is broken.")};
            QMetaObject::invokeMethod(
                request, [request, refused] { request->end(refused); }, Qt::QueuedConnection);
        }
        return request;
    }

    std::vector<std::function<void()>> m_waiting;
};

} // namespace tidegate::tests
