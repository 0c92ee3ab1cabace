// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace tidegate::vault {

struct VaultAnswer {
    enum class Kind { Done, NotFound, Failed, Cancelled };
    Kind kind = Kind::Failed;
    QString secret; ///< of a read that is Done
    QString reason; ///< of Failed: the keychain's words

    bool isDone() const { return kind == Kind::Done; }
};

/// One request to a vault. ended() comes exactly once, and never before the caller is back in its event loop: when it
/// is answered, has failed, is cancelled, or is destroyed (with its vault, for one). The request deletes itself after
/// it. Lives on the GUI thread.
class VaultRequest : public QObject
{
    Q_OBJECT
public:
    explicit VaultRequest(QObject *vault);
    ~VaultRequest() override;

    /// Ends it as Cancelled at once; what the keychain still does changes nothing any more.
    void cancel();
    /// For vaults: ends it, once. Later calls are ignored.
    void end(const VaultAnswer &answer);

    static constexpr int patience = 3000; ///< ms; a locked keyring asks the user, who may be away

signals:
    void ended(const tidegate::vault::VaultAnswer &answer);
    /// No answer yet after `patience`: say what is being waited for, and offer to cancel.
    void stillWaiting();

private:
    bool m_ended = false;
    QTimer m_watchdog;
};

} // namespace tidegate::vault
