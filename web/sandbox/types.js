// @ts-check

/**
 * @typedef {{id: number, token: string, first_name: string, username: string, reads_all: boolean, can_join_groups: boolean,
 *   commands: {command: string, description: string}[],
 *   webhook: {url: string, pending_update_count: number, last_error_message?: string | null}}} Bot
 * @typedef {{id: number, first_name: string, last_name?: string | null, username?: string | null, deleted: boolean}} Person
 * @typedef {{user: number, name: string, is_bot: boolean, status: string}} Member
 * @typedef {{invite_link: string, name?: string | null, creates_join_request: boolean, is_revoked: boolean, member_limit?: number | null}} Link
 * @typedef {{user: number, name: string, link: string, date: number}} JoinRequest
 * @typedef {{key: string, id: number, kind: string, title: string, username?: string | null, bot?: number | null, migrated_to?: number | null,
 *   blocked: boolean, member_count: number, members: Member[], links: Link[], requests: JoinRequest[], pinned: number[],
 *   keyboard: any, last_message?: Message | null, touched: string, action?: string | null, action_until: string,
 *   commands: {command: string, description: string}[]}} Chat
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string}} Entity
 * @typedef {{text: string, url?: string, callback_data?: string, copy_text?: {text: string}}} Button
 * @typedef {{message_id: number, date: number, from?: {id: number, is_bot: boolean, first_name: string}, sender_chat?: {title: string},
 *   text?: string, caption?: string, entities?: Entity[], caption_entities?: Entity[], edit_date?: number,
 *   photo?: {file_id: string, width: number, height: number}[], document?: {file_id: string, file_name?: string},
 *   reply_to_message?: Message, pinned_message?: Message, forward_origin?: {type: string, sender_user?: {first_name: string}, chat?: {title: string}},
 *   reply_markup?: {inline_keyboard: Button[][]}, new_chat_members?: {first_name: string}[], left_chat_member?: {first_name: string},
 *   [other: string]: any}} Message
 * @typedef {{id: number, at: string, bot: number, update_id: number, type: string, attempt: number, url: string, in_flight: boolean, status: number,
 *   took_ms: number, error: string, next_attempt?: string | null, expired: boolean}} Delivery
 * @typedef {{id: number, at: string, bot: number, method: string, arguments: any, status: number, description: string, violations: string[],
 *   fault?: string | null}} Call
 * @typedef {{now: string, api_version: string, violations: number, settings: {strict: boolean, limits: boolean}, bots: Bot[], people: Person[], chats: Chat[],
 *   people_count: number, chat_count: number}} Overview
 */

export {};
