#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/database.hpp"

namespace promo::db::sqlite {

class HubListener;

// Hands the notifications of committed transactions to the listeners of this process; SQLite has no other process.
class Hub {
public:
    std::unique_ptr<Listener> listen(std::vector<std::string> channels);
    void publish(const std::vector<Notification>& notifications);

private:
    friend class HubListener;
    std::mutex mutex_;
    std::vector<HubListener*> listeners_;
};

}  // namespace promo::db::sqlite
