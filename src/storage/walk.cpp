#include "storage/walk.hpp"

namespace promo::storage {

void for_each_key(ObjectStore& objects, std::string_view prefix, const std::function<void(const std::string&)>& visit,
                  std::size_t page_size) {
    std::optional<std::string> after;
    do {
        const auto page = objects.list(prefix, after, page_size);
        for (const auto& object : page.objects)
            visit(object.key);
        after = page.next;
    } while (after);
}

void remove_all(ObjectStore& objects, std::string_view prefix) {
    for_each_key(objects, prefix, [&](const std::string& key) { objects.remove(key); });
}

}  // namespace promo::storage
